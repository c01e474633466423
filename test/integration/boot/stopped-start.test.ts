// A QEMU that is stopped before libvirt has heard from it: the start says so, and nothing of it is left.
import { expect, test, vi } from "vitest";
import { qemuProcesses } from "../../../src/base/process/qemu-process.ts";
import { launch } from "../../../src/boot/launch.ts";
import { outputDirectory } from "../../../src/demo/output-directory.ts";
import { captureLog } from "../../support/captured-log.ts";
import { testConnection, testDirectory } from "../../support/domains.ts";
import { tinyRequest } from "../../support/guests/launched.ts";
import { tinyLinuxImage } from "../../support/guests/tiny-guest.ts";

const name = "demo-stopped-start";

test("a QEMU that is stopped while libvirt starts it is named within seconds, and removed", async () => {
  captureLog();
  const output = outputDirectory("test", await testDirectory());
  const request = tinyRequest(output, { name, backingFile: await tinyLinuxImage() });
  const start = performance.now();
  const failed = launch(request).then(
    () => undefined,
    (error: unknown) => error,
  );
  const pid = await vi.waitFor(
    () => {
      const [qemu] = qemuProcesses(`guest=${name},`);
      if (qemu === undefined) throw new Error("QEMU has not started");
      process.kill(qemu.pid, "SIGSTOP");
      return qemu.pid;
    },
    { timeout: 60_000, interval: 1 },
  );
  expect(await failed).toMatchObject({
    code: "VM_STOPPED",
    headline: `the VM ${name} stands still: its QEMU process is stopped`,
    facts: { domain: name, pid },
    next: expect.stringContaining("start the VM again"),
  });
  expect(performance.now() - start).toBeLessThan(40_000);
  expect(qemuProcesses(`guest=${name},`)).toEqual([]);
  expect(await (await testConnection()).findDomain(name)).toBeUndefined();
});
