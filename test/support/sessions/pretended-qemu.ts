// A process whose command line looks like QEMU's.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { expect, onTestFinished } from "vitest";
import { qemuProcesses } from "../../../src/base/process/qemu-process.ts";

/** Starts one with a disk. It ends with the test. */
export async function pretendedQemu(disk: string): Promise<ChildProcess> {
  const child = spawn("sh", ["-c", "read line", "sh", "-name", "guest=demo-any", disk], {
    stdio: ["pipe", "ignore", "ignore"],
  });
  onTestFinished(() => void child.kill("SIGKILL"));
  await once(child, "spawn");
  // The process is a copy of this one until it has started the shell.
  await expect.poll(() => qemuProcesses(disk).map(({ pid }) => pid)).toEqual([child.pid]);
  return child;
}
