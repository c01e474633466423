// Warm start: from `startDemo` to a ready desktop from a saved state, against a boot, against plain QEMU with a state
// of its own, and against only reading the file.
import { createReadStream } from "node:fs";
import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { type Manifest, readManifest } from "../../src/boot/warm/manifest.ts";
import { stateFiles } from "../../src/boot/warm/save.ts";
import { warmDirectory } from "../../src/boot/warm/store.ts";
import type { Vm } from "../../src/vm/vm.ts";
import { type Bench, plainRequest } from "../support/part.ts";
import { type PlainState, savePlainState, startFromPlainState } from "../support/plain-state.ts";
import type { Report } from "../support/report.ts";
import { timedStart } from "../support/timed-start.ts";
import { takeTurns } from "../support/turns.ts";

/** Highest ratios of a warm start to a cold start and to plain QEMU. */
const highest = { cold: 1 / 15, plain: 1.5 };

const mebibyte = 2 ** 20;

/** Starts demotool's VM and plain QEMU's in turn, and reads the state file as often. */
export async function benchWarmStart(report: Report, { pairs, directory }: Bench): Promise<void> {
  const request = await plainRequest();
  // The first start may have to make the state; the second must find it.
  await timedStart({ warm: true });
  let saved: Saved | undefined;
  const isWarm = async (vm: Vm): Promise<void> => {
    saved = await savedStateOf(vm);
  };
  let plainState: PlainState | undefined;
  const startPlain = async (): Promise<WarmTimes> => {
    plainState ??= await savePlainState(request, directory);
    return startFromPlainState(request, plainState);
  };
  const read = async (): Promise<WarmTimes> => {
    if (saved === undefined) throw new Error("there is no state to read");
    return { ready: await readingTime(join(saved.directory, stateFiles.state)) };
  };
  const measured = await takeTurns<WarmTimes>(report, "warm start", pairs, [
    { name: "plain QEMU", run: startPlain },
    { name: "demotool", run: () => timedStart({ warm: true, body: isWarm }) },
    { name: "reading the state file", run: read },
  ]);
  const [plainReady = [], ready = [], reads = []] = measured.map((times) => times.map((time) => time.ready));
  const cold = report.figure("cold start, demotool median") ?? (await oneColdStart(report));
  report.addRuns(
    "warm start, plain QEMU, until the guest runs",
    measured[0]?.flatMap(({ runs }) => runs ?? []) ?? [],
    "s",
  );
  report.addRuns("warm start, plain QEMU, until ready", plainReady, "s");
  report.addRuns("warm start, demotool", ready, "s");
  report.addRuns("warm start, reading the state file", reads, "s");
  report.ratio("warm start, demotool / plain QEMU", ready, plainReady, highest.plain);
  report.ratio("warm start / cold start", ready, [cold], highest.cold);
  report.ratio("warm start / reading the state file", ready, reads);
  if (plainState) report.add("state file, plain QEMU", plainState.bytes / mebibyte, "MiB");
  if (saved === undefined) return;
  report.add("state file, demotool", saved.manifest.state.bytes / mebibyte, "MiB");
  report.add("state's disk, demotool", (await stat(join(saved.directory, stateFiles.disk))).size / mebibyte, "MiB");
}

/** For a run without the cold start's part. */
async function oneColdStart(report: Report): Promise<number> {
  const { ready } = await timedStart({ warm: false });
  report.add("cold start, demotool, once", ready, "s");
  return ready;
}

/** Seconds. */
interface WarmTimes {
  readonly ready: number;
  /** Until the guest runs. */
  readonly runs?: number;
}

interface Saved {
  readonly directory: string;
  readonly manifest: Manifest;
}

/** The state that a VM was started from: the one with the same boot id, which prepared states made from it share. */
async function savedStateOf(vm: Vm): Promise<Saved> {
  const bootId = (await vm.exec("cat", ["/proc/sys/kernel/random/boot_id"])).stdout.trim();
  for (const name of await readdir(warmDirectory)) {
    const directory = join(warmDirectory, name);
    const manifest = await readManifest(directory);
    if (manifest?.bootId === bootId && manifest.facts.prepared === undefined) return { directory, manifest };
  }
  throw new Error("the VM was not started from a saved state");
}

/** Seconds. */
async function readingTime(path: string): Promise<number> {
  const start = performance.now();
  for await (const _ of createReadStream(path, { highWaterMark: mebibyte }));
  return (performance.now() - start) / 1000;
}
