// Warm start: from `startDemo` to a ready desktop out of a saved one, against a boot, against plain QEMU that starts from
// a state of its own, and against merely reading the file.
import { createReadStream } from "node:fs";
import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { type Manifest, readManifest } from "../src/boot/warm/manifest.ts";
import { stateFiles } from "../src/boot/warm/save.ts";
import { warmDirectory } from "../src/boot/warm/store.ts";
import type { Vm } from "../src/vm/vm.ts";
import { type Bench, plainRequest } from "./part.ts";
import { savePlainState, startFromPlainState } from "./plain-state.ts";
import { median, type Report } from "./report.ts";
import { type StartTimes, timedStart } from "./timed-start.ts";

/** Parts of the cold start's time, and times plain QEMU's, that a warm start may take. */
const limits = { cold: 1 / 15, plain: 1.5 };

const mebibyte = 2 ** 20;

/** Starts in turn, each first in every other pair. */
export async function benchWarmStart(report: Report, { pairs, directory }: Bench): Promise<void> {
  const request = await plainRequest();
  // The first start may have to make the state; the second must find it.
  await timedStart({ warm: true });
  let saved: Saved | undefined;
  const isWarm = async (vm: Vm): Promise<void> => {
    saved = await savedStateOf(vm);
  };
  const plainState = await savePlainState(request, directory);
  const [demotool, plain, reads]: [StartTimes[], { runs: number; ready: number }[], number[]] = [[], [], []];
  const starts = [
    async () => void plain.push(await startFromPlainState(request, plainState)),
    async () => void demotool.push(await timedStart({ warm: true, body: isWarm })),
  ];
  for (let pair = 0; pair < pairs; pair++) {
    for (const start of pair % 2 === 0 ? starts : starts.toReversed()) await start();
    if (saved) reads.push(await readingTime(join(saved.directory, stateFiles.state)));
  }
  const ready = demotool.map((times) => times.ready);
  const plainReady = plain.map((times) => times.ready);
  const cold = report.figure("cold start, demotool median") ?? (await oneColdStart(report));
  report.addRuns(
    "warm start, plain QEMU, until the guest runs",
    plain.map((times) => times.runs),
    "s",
  );
  report.addRuns("warm start, plain QEMU, until ready", plainReady, "s");
  report.addRuns("warm start, demotool", ready, "s");
  report.addRuns("warm start, reading the state file", reads, "s");
  report.limit("warm start, demotool / plain QEMU", median(ready) / median(plainReady), limits.plain);
  report.limit("warm start / cold start", median(ready) / cold, limits.cold);
  report.add("warm start / reading the state file", median(ready) / median(reads));
  report.add("state file, plain QEMU", plainState.bytes / mebibyte, "MiB");
  if (saved === undefined) return;
  report.add("state file, demotool", saved.manifest.state.bytes / mebibyte, "MiB");
  report.add("state's disk, demotool", (await stat(join(saved.directory, stateFiles.disk))).size / mebibyte, "MiB");
}

/** For a run that measures no cold starts of its own. */
async function oneColdStart(report: Report): Promise<number> {
  const { ready } = await timedStart({ warm: false });
  report.add("cold start, demotool, once", ready, "s");
  return ready;
}

interface Saved {
  readonly directory: string;
  readonly manifest: Manifest;
}

/** The state that a VM was started from: the one whose guest had the same boot. */
async function savedStateOf(vm: Vm): Promise<Saved> {
  const bootId = (await vm.exec("cat", ["/proc/sys/kernel/random/boot_id"])).stdout.trim();
  for (const name of await readdir(warmDirectory)) {
    const directory = join(warmDirectory, name);
    const manifest = await readManifest(directory);
    if (manifest?.bootId === bootId) return { directory, manifest };
  }
  throw new Error("the VM was not started from a saved state");
}

/** Seconds. */
async function readingTime(path: string): Promise<number> {
  const start = performance.now();
  for await (const _ of createReadStream(path, { highWaterMark: mebibyte }));
  return (performance.now() - start) / 1000;
}
