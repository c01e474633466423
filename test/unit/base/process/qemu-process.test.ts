import { expect, test } from "vitest";
import { killProcess, qemuProcesses, sampleProcess } from "../../../../src/base/process/qemu-process.ts";
import { pretendedQemu } from "../../../support/sessions/pretended-qemu.ts";

test("finds QEMU by a part of its command line", async () => {
  const disk = `/nowhere/${crypto.randomUUID()}`;
  const { pid } = await pretendedQemu(disk);
  expect(qemuProcesses(disk)).toEqual([{ pid, commandLine: expect.stringContaining("guest=demo-any\0") }]);
  expect(qemuProcesses(`${disk}-other`)).toEqual([]);
});

test.runIf(process.geteuid?.() === 0)("another user's process is not taken for QEMU", async () => {
  const disk = `/nowhere/${crypto.randomUUID()}`;
  await pretendedQemu(disk);
  process.seteuid?.("nobody");
  try {
    expect(qemuProcesses(disk)).toEqual([]);
  } finally {
    process.seteuid?.(0);
  }
});

test("samples a process until it has ended", async () => {
  const { pid = 0 } = await pretendedQemu(`/nowhere/${crypto.randomUUID()}`);
  expect(await sampleProcess(pid)).toMatchObject({ state: "S", cpuTicks: expect.any(Number) });
  process.kill(pid, "SIGSTOP");
  await expect.poll(async () => (await sampleProcess(pid))?.state).toBe("T");
  killProcess(pid);
  await expect.poll(() => sampleProcess(pid)).toBeUndefined();
  killProcess(pid);
});
