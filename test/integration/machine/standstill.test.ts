// A VM that was killed, stopped or paused says so within seconds, in each wait and command.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { qemuProcesses } from "../../../src/base/process/qemu-process.ts";
import { launch } from "../../../src/boot/launch.ts";
import { outputDirectory } from "../../../src/demo/output-directory.ts";
import { VmStoppedError } from "../../../src/readiness/errors.ts";
import { text } from "../../../src/screen/targets/text.ts";
import { machineOf, Vm } from "../../../src/vm/vm.ts";
import { captureLog } from "../../support/captured-log.ts";
import { tinyRequest } from "../../support/guests/launched.ts";
import { tinyLinuxImage } from "../../support/guests/tiny-guest.ts";

/** Within this time, in milliseconds, a wait says that its VM stands still. */
const soonMs = 8000;

const name = "demo-standstill";

// Booted once for all tests; the last one kills it.
let vm: Vm;
let pid: number;
let directory: string;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "demotool-standstill-"));
  const output = outputDirectory("test", directory);
  vm = new Vm(await launch(tinyRequest(output, { name, backingFile: await tinyLinuxImage() })), output);
  pid = qemuOf(vm);
});

afterAll(async () => {
  await vm[Symbol.asyncDispose]();
  await rm(directory, { recursive: true });
});

function qemuOf(vm: Vm): number {
  const [qemu] = qemuProcesses(machineOf(vm).domain.uuid);
  if (qemu === undefined) throw new Error("the VM has no process");
  return qemu.pid;
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

const waits = (): readonly Promise<unknown>[] => [
  vm.screen.waitFor(text("nowhere")),
  vm.screen.waitForChange(),
  vm.exec("sleep", ["60"], { user: "root" }),
];

async function works(): Promise<void> {
  expect((await vm.exec("echo", ["on"], { user: "root" })).stdout).toBe("on\n");
  await vm.screen.capture();
}

test("a stopped QEMU is named by waits and commands, and works again when it continues", async () => {
  captureLog();
  onTestFinished(() => void process.kill(pid, "SIGCONT"));
  const waiting = waits();
  process.kill(pid, "SIGSTOP");
  for (const error of await reasons(...waiting)) expect(error.message).toContain(`kill -CONT ${pid}`);
  const [brief, capture] = await reasons(vm.screen.waitFor(text("nowhere"), { timeout: 100 }), vm.screen.capture());
  expect(brief?.headline).toContain("its QEMU process is stopped");
  expect(capture?.headline).toContain("its QEMU process is stopped");
  process.kill(pid, "SIGCONT");
  await works();
});

test("a QEMU that is slowed down by stops does not stand still", async () => {
  captureLog();
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

test("a paused VM is named", async () => {
  captureLog();
  const waiting = waits();
  await execa("virsh", ["--connect", "qemu:///session", "suspend", name]);
  for (const error of await reasons(...waiting)) expect(error.headline).toBe(`the VM ${name} is paused`);
  await execa("virsh", ["--connect", "qemu:///session", "resume", name]);
  await works();
});

test("a QEMU that does not answer is named", async () => {
  captureLog();
  const { domain } = machineOf(vm);
  // QEMU opens the file, and so stands still until something reads from it.
  const fifo = `${directory}/fifo`;
  await execa("mkfifo", [fifo]);
  onTestFinished(async () => void (await execa("timeout", ["5", "cat", fifo], { reject: false })));
  const screendump = domain.monitorCommand("screendump", { filename: fifo }).catch(() => {});
  for (const error of await reasons(...waits())) expect(error.headline).toMatch(/has not answered for \d+ s/);
  await execa("timeout", ["5", "cat", fifo], { reject: false, encoding: "buffer" });
  await screendump;
  await works();
});

test("a snapshot is no standstill", async () => {
  captureLog();
  const slow = vm.exec("sleep", ["4"], { user: "root" });
  await vm.snapshot("one");
  await slow;
});

test("a killed QEMU is named by waits and commands, and by later ones", async () => {
  captureLog();
  const waiting = waits();
  process.kill(pid, "SIGKILL");
  const later = async (): Promise<unknown> => vm.screen.capture();
  for (const error of await reasons(...waiting)) expect(error).toMatchObject({ ended: true, code: "VM_STOPPED" });
  for (const error of await reasons(later(), vm.exec("true", [], { user: "root" }))) expect(error.ended).toBe(true);
});
