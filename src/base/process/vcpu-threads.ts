// QEMU's threads that run a guest's virtual processors, as the kernel sees them.
import { readdirSync, readFileSync } from "node:fs";
import { isHostTrouble } from "../files/host-trouble.ts";
import { qemuProcesses } from "./qemu-process.ts";

/** Virtual processors at one moment. */
export interface VcpuSample {
  /** Whether all of them sleep: none runs, and none waits for a processor of the host. */
  readonly asleep: boolean;
  /** Milliseconds for which all of them have run. */
  readonly ranMs: number;
  /** Milliseconds for which all of them have waited for a processor of the host. */
  readonly waitedMs: number;
}

/** QEMU names its threads so with `-name debug-threads=on`, which libvirt always sets. */
const vcpuName = /^(CPU \d+|ALL CPUs)\/(KVM|TCG)/;

/**
 * Returns the directories in `/proc` of the threads that run the virtual processors of this user's QEMU with a text in
 * its command line, such as the domain's UUID; none where they cannot be seen.
 *
 * @throws {Error} when `/proc` cannot be read
 */
export function vcpuThreads(text: string): readonly string[] {
  return qemuProcesses(text).flatMap(({ pid }) => {
    const tasks = `/proc/${pid}/task`;
    return (readOr(() => readdirSync(tasks)) ?? [])
      .map((thread) => `${tasks}/${thread}`)
      .filter((thread) => vcpuName.test(readOr(() => readFileSync(`${thread}/comm`, "utf8")) ?? ""));
  });
}

/** Samples threads that {@link vcpuThreads} returned, in some 60 µs each; undefined if one cannot be seen any more. */
export function sampleVcpus(threads: readonly string[]): VcpuSample | undefined {
  const samples = threads.flatMap((thread) => readOr(() => sampleThread(thread)) ?? []);
  if (samples.length === 0 || samples.length < threads.length) return undefined;
  return {
    asleep: samples.every(({ asleep }) => asleep),
    ranMs: samples.reduce((total, { ranMs }) => total + ranMs, 0),
    waitedMs: samples.reduce((total, { waitedMs }) => total + waitedMs, 0),
  };
}

function sampleThread(thread: string): VcpuSample {
  const stat = readFileSync(`${thread}/stat`, "utf8");
  // The state follows the name in parentheses, which may contain parentheses: proc(5).
  const state = stat[stat.lastIndexOf(")") + 2];
  // Nanoseconds on a processor, which are exact for a thread that sleeps, and nanoseconds of waiting for one.
  const [ranNs, waitedNs] = readFileSync(`${thread}/schedstat`, "utf8").split(" ").map(Number) as [number, number];
  return { asleep: state === "S", ranMs: ranNs / 1_000_000, waitedMs: waitedNs / 1_000_000 };
}

function readOr<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (isHostTrouble(error)) throw error;
    return undefined;
  }
}
