// A VM that was killed, stopped or paused says so within seconds, in each wait and command.
import { execa } from "execa";
import { expect, onTestFinished, test } from "vitest";
import { qemuProcesses } from "../../../src/host/qemu-process.ts";
import { VmStoppedError } from "../../../src/readiness/errors.ts";
import { text } from "../../../src/screen/targets/text.ts";
import { machineOf, type Vm } from "../../../src/vm/vm.ts";
import { captureLog } from "../../support/captured-log.ts";
import { testDirectory } from "../../support/domains.ts";
import { launchedVm } from "../../support/guests/launched.ts";
import { tinyLinuxImage } from "../../support/guests/tiny-guest.ts";

/** Within this time, in milliseconds, a wait says that its VM stands still. */
const soonMs = 8000;

async function tinyVm(name: string): Promise<Vm> {
  captureLog();
  return launchedVm({ name, backingFile: await tinyLinuxImage() });
}

async function qemuOf(vm: Vm): Promise<number> {
  const [pid] = await qemuProcesses(machineOf(vm).domain.uuid);
  if (pid === undefined) throw new Error("the VM has no process");
  return pid;
}

/** What waits and commands throw, and that they throw it soon. */
async function reasons(...waits: readonly Promise<unknown>[]): Promise<VmStoppedError[]> {
  const start = performance.now();
  const errors = await Promise.all(
    waits.map((wait) =>
      wait.then(
        () => undefined,
        (error: unknown) => error,
      ),
    ),
  );
  expect(performance.now() - start).toBeLessThan(soonMs);
  for (const error of errors) expect(error).toBeInstanceOf(VmStoppedError);
  return errors as VmStoppedError[];
}

const waits = (vm: Vm): readonly Promise<unknown>[] => [
  vm.screen.waitFor(text("nowhere")),
  vm.screen.waitForChange(),
  vm.exec("sleep", ["60"], { user: "root" }),
];

test("a stopped QEMU is named by waits and commands, and works again when it continues", async () => {
  const vm = await tinyVm("demo-standstill-stopped");
  const pid = await qemuOf(vm);
  onTestFinished(() => void process.kill(pid, "SIGCONT"));
  const waiting = waits(vm);
  process.kill(pid, "SIGSTOP");
  for (const error of await reasons(...waiting)) expect(error.message).toContain(`kill -CONT ${pid}`);
  const [brief, capture] = await reasons(vm.screen.waitFor(text("nowhere"), { timeout: 100 }), vm.screen.capture());
  expect(brief?.headline).toContain("its QEMU process is stopped");
  expect(capture?.headline).toContain("its QEMU process is stopped");
  process.kill(pid, "SIGCONT");
  expect((await vm.exec("echo", ["on"], { user: "root" })).stdout).toBe("on\n");
  await vm.screen.capture();
});

test("a QEMU that is slowed down by stops does not stand still", async () => {
  const vm = await tinyVm("demo-standstill-slow");
  const pid = await qemuOf(vm);
  let stopped = false;
  const throttle = setInterval(() => {
    stopped = !stopped;
    process.kill(pid, stopped ? "SIGSTOP" : "SIGCONT");
  }, 100);
  onTestFinished(() => clearInterval(throttle));
  await vm.exec("sleep", ["6"], { user: "root" });
  clearInterval(throttle);
  process.kill(pid, "SIGCONT");
});

test("a killed QEMU is named by waits and commands, and by later ones", async () => {
  const vm = await tinyVm("demo-standstill-killed");
  const pid = await qemuOf(vm);
  const waiting = waits(vm);
  process.kill(pid, "SIGKILL");
  const later = async (): Promise<unknown> => vm.screen.capture();
  for (const error of await reasons(...waiting)) expect(error).toMatchObject({ ended: true, code: "VM_STOPPED" });
  for (const error of await reasons(later(), vm.exec("true", [], { user: "root" }))) expect(error.ended).toBe(true);
});

test("a paused VM is named", async () => {
  const vm = await tinyVm("demo-standstill-paused");
  const waiting = waits(vm);
  await execa("virsh", ["--connect", "qemu:///session", "suspend", vm.name]);
  for (const error of await reasons(...waiting)) expect(error.headline).toBe(`the VM ${vm.name} is paused`);
});

test("a QEMU that does not answer is named", async () => {
  const vm = await tinyVm("demo-standstill-silent");
  const { domain } = machineOf(vm);
  // QEMU opens the file, and so stands still until something reads from it.
  const fifo = `${await testDirectory()}/fifo`;
  await execa("mkfifo", [fifo]);
  onTestFinished(async () => void (await execa("timeout", ["5", "cat", fifo], { reject: false })));
  const screendump = domain.monitorCommand("screendump", { filename: fifo }).catch(() => {});
  for (const error of await reasons(...waits(vm))) expect(error.headline).toMatch(/has not answered for \d+ s/);
  await execa("timeout", ["5", "cat", fifo], { reject: false, encoding: "buffer" });
  await screendump;
});

test("a snapshot is no standstill", async () => {
  const vm = await tinyVm("demo-standstill-snapshot");
  const slow = vm.exec("sleep", ["4"], { user: "root" });
  await vm.snapshot("one");
  await slow;
});
