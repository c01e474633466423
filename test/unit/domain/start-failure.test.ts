import { expect, test } from "vitest";
import { startFailureOf } from "../../../src/domain/start-failure.ts";

// Messages of libvirt 9.0 with QEMU 7.2.
test.each([
  [
    "internal error: process exited while connecting to monitor: qemu-system-x86_64: -vnc 127.0.0.1:99,websocket=5700,share=ignore,password=on: Failed to find an available port: Address already in use",
    "port",
  ],
  ["internal error: Unable to find an unused port in range 'VNC' (5900-65535)", "port"],
  ["internal error: Failed to reserve port 5901", "port"],
  ["operation failed: domain 'demo-x' already exists with uuid 41977c54-2a46-4e97-85b9-aa458ca83e7b", "name"],
  ["internal error: Unable to find an unused port in range 'webSocket' (5700-65535)", "websocket"],
  [
    "internal error: qemu unexpectedly closed the monitor: qemu-system-x86_64: cannot set up guest memory 'pc.ram': Cannot allocate memory",
    "resources",
  ],
  [
    'process exited while connecting to monitor: -device {"driver":"pcie-root-port"}: GLib: gmem.c:207: failed to allocate 53248 bytes',
    "resources",
  ],
  [
    "Unable to write to '/sys/fs/cgroup/cpuset/machine/qemu-6.libvirt-qemu/vcpu0/cpuset.cpus': Numerical result out of range",
    "pinning",
  ],
  ["cannot set CPU affinity on process 123: Invalid argument", "pinning"],
  ["internal error: process exited while connecting to monitor", "silence"],
  ["internal error: qemu unexpectedly closed the monitor: ", "silence"],
  [
    "internal error: qemu unexpectedly closed the monitor: qemu-system-x86_64: -cpu nonesuch: unable to find",
    undefined,
  ],
  ["unsupported configuration: Maximum CPUs greater than specified machine type limit 288", undefined],
  ["Cannot access storage file '/x': No such file or directory", undefined],
])("%s", (message, refusal) => {
  expect(startFailureOf(message)).toBe(refusal);
});
