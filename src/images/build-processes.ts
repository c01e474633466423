// Finds and kills the programs of a killed build: virt-builder's appliance outlives the process that started the build.
import { readdir, readFile } from "node:fs/promises";
import { isHostTrouble } from "../base/files/host-trouble.ts";
import { qemuProcesses } from "../base/process/qemu-process.ts";
import { Deadline } from "../base/time/deadline.ts";
import { poll } from "../base/time/poll.ts";

/** Environment variable with the build's directory, inherited by every program that the build starts. */
const variable = "DEMOTOOL_BUILD";

const endWaitMs = 20_000;
const pollMs = 50;

/** Returns the environment that lets {@link endBuildProcesses} find a program and everything it starts. */
export function buildMark(directory: string): Record<string, string> {
  return { [variable]: directory };
}

/**
 * Kills all programs of a build, and a VM on its disk that libvirt has not destroyed, and waits until they are gone.
 *
 * @throws {TimeoutError} when one is still there after 20 s
 */
export async function endBuildProcesses(directory: string): Promise<void> {
  const deadline = Deadline.after(endWaitMs, `end of the programs of ${directory}`);
  // A program that is just starting has no environment yet, so it is found only in the next round.
  let emptyRounds = 0;
  await poll(deadline, pollMs, async () => {
    const pids = await processesOf(directory);
    for (const pid of pids) kill(pid);
    emptyRounds = pids.length === 0 ? emptyRounds + 1 : 0;
    return emptyRounds === 2 || undefined;
  });
}

async function processesOf(directory: string): Promise<number[]> {
  const wanted = `${variable}=${directory}`;
  const pids = (await readdir("/proc")).filter((name) => /^\d+$/.test(name)).map(Number);
  const marked = await Promise.all(pids.map(async (pid) => (await environmentOf(pid)).includes(wanted)));
  const programs = pids.filter((pid, index) => marked[index] && pid !== process.pid);
  return [...programs, ...qemuProcesses(`${directory}/`).map(({ pid }) => pid)];
}

/** Returns nothing for zombies and for processes of other users. Throws where the host cannot tell. */
async function environmentOf(pid: number): Promise<string[]> {
  const text = await readFile(`/proc/${pid}/environ`, "utf8").catch((error: unknown) => {
    if (isHostTrouble(error)) throw error;
    return "";
  });
  return text.split("\0");
}

function kill(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // It has already exited.
  }
}
