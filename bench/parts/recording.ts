// Recording: the cost of a video of a desktop in use, demotool against GStreamer, and whether it is complete.
import { stat } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import type { Region } from "../../src/base/geometry/region.ts";
import type { Vm } from "../../src/vm/vm.ts";
import type { Bench } from "../support/part.ts";
import type { Report } from "../support/report.ts";
import { openTerminal } from "../support/terminal.ts";
import { takeTurns } from "../support/turns.ts";
import type { Contender, VncServer } from "./recording/contender.ts";
import { demotool, everyFrame, lossless } from "./recording/demotool.ts";
import { flash, flashesSeen, flashLength } from "./recording/flashes.ts";
import { frameCount } from "./recording/frames.ts";
import { gstreamer } from "./recording/gstreamer.ts";
import { type MovePointer, throughVm } from "./recording/hand.ts";
import {
  type Encode,
  encodeEveryFrame,
  encodeWithDemotool,
  encodeWithGstreamer,
  psnr,
  x264Options,
} from "./recording/same-frames.ts";
import { playScene, sceneLength, sceneTerminal } from "./recording/scene.ts";
import { settingsText } from "./recording/settings.ts";

/** Frames per second of every video here. */
const rate = 30;

/** Length in seconds of the recording of a still screen. */
const stillLength = 30;

/** Highest CPU time, in seconds per second of video. */
const mostCpu = 0.25;

/** A video's cost and missing frames. */
interface Outcome {
  /** CPU seconds per second of video. */
  readonly cpu: number;
  /** Frames missing for the video's length. */
  readonly missing: number;
  /** Size of the file in KiB. */
  readonly size: number;
}

/** Records the same scene in turn, then flashes, then a still screen. */
export async function benchRecording(report: Report, bench: Bench): Promise<void> {
  const vm = await bench.desktop();
  const contenders = [gstreamer, demotool, everyFrame];
  report.add("recording, x264's settings on all sides", settingsText);
  const path = (name: string): string => join(bench.directory, `${name}.mp4`);
  const scenes: Outcome[][] = [];
  {
    await using terminal = await openTerminal(vm, [sceneTerminal]);
    const play = (move: MovePointer): Promise<void> => playScene(vm, terminal.place, move);
    const inTurn = contenders.map((contender) => ({
      name: contender.name,
      run: () => record(contender, vm, path("scene"), sceneLength, play),
    }));
    scenes.push(...(await takeTurns(report, "recording", bench.pairs, inTurn)));
    await compareLosses(report, (file) => record(lossless, vm, file, sceneLength, play), path);
    const flashes = [gstreamer, demotool].map((contender) => ({
      name: contender.name,
      run: () => recordFlashes(contender, vm, path("flashes"), terminal.place),
    }));
    for (const [index, [seen]] of (await takeTurns(report, "recording, flashes", 1, flashes)).entries()) {
      if (seen === undefined) continue;
      report.add(`recording, flashes shown, ${contenders[index]?.name}`, seen.shown);
      report.add(`recording, flashes missed, ${contenders[index]?.name}`, seen.missed);
    }
  }
  for (const [index, contender] of contenders.entries()) reportScenes(report, contender, scenes[index] ?? []);
  const [ofPeer = [], own = [], resent = []] = scenes.map((outcomes) => outcomes.map(({ cpu }) => cpu));
  report.ratio("recording, CPU, demotool / GStreamer", own, ofPeer, 1);
  report.ratio("recording, CPU, demotool / every frame sent", own, resent, 1);
  const lost = (scenes[1] ?? []).reduce((sum, { missing }) => sum + missing, 0);
  report.limit("recording, frames missing in all videos, demotool", lost, 0);
  for (const contender of [demotool, everyFrame]) {
    const still = await record(contender, vm, path("still"), stillLength, async () => {});
    report.add(`recording a still screen, CPU seconds a second of video, ${contender.name}`, still.cpu);
  }
}

/** Compares the encoding losses of all contenders on one lossless recording of the scene. */
async function compareLosses(
  report: Report,
  recordLossless: (path: string) => Promise<unknown>,
  path: (name: string) => string,
): Promise<void> {
  const source = { path: path("lossless"), width: 1280, height: 800 };
  await recordLossless(source.path);
  const ways: Readonly<Record<string, Encode>> = {
    [gstreamer.name]: encodeWithGstreamer,
    [demotool.name]: encodeWithDemotool,
    [everyFrame.name]: encodeEveryFrame,
  };
  const options = new Set<string>();
  for (const [name, encode] of Object.entries(ways)) {
    await encode(source, path("encoded"));
    report.add(`recording, the same frames, PSNR, ${name}`, await psnr(path("encoded"), source), "dB");
    report.add(`recording, the same frames, size, ${name}`, (await stat(path("encoded"))).size / 1024, "KiB");
    const used = await x264Options(path("encoded"));
    if (used !== undefined) options.add(used);
  }
  if (options.size !== 1)
    report.fail("recording, the same settings on all sides", [...options].join(" / ") || "unknown");
}

async function recordFlashes(
  contender: Contender,
  vm: Vm,
  path: string,
  place: Region,
): Promise<{ readonly shown: number; readonly missed: number }> {
  let shown = 0;
  await record(contender, vm, path, flashLength, async () => {
    shown = await flash(vm, serverOf(vm), place);
  });
  return { shown, missed: shown - (await flashesSeen(path, place)) };
}

function reportScenes(report: Report, contender: Contender, outcomes: readonly Outcome[]): void {
  if (outcomes.length === 0) return;
  const { name } = contender;
  const cpu = outcomes.map((outcome) => outcome.cpu);
  const missing = outcomes.map((outcome) => outcome.missing);
  report.addRuns(
    `recording, CPU seconds a second of video, ${name}`,
    cpu,
    "",
    contender === demotool ? { highest: mostCpu } : undefined,
  );
  report.addRuns(
    `recording, size of ${sceneLength} s, ${name}`,
    outcomes.map(({ size }) => size),
    "KiB",
  );
  report.add(`recording, frames missing of ${sceneLength * rate}, ${name}, most`, Math.max(...missing));
}

async function record(
  contender: Contender,
  vm: Vm,
  path: string,
  seconds: number,
  act: (move: MovePointer) => Promise<void>,
): Promise<Outcome> {
  const take = await contender.start(serverOf(vm), path, seconds);
  const stop = (): Promise<number> => take.stop(() => vm.exec("xrefresh", ["-solid", "black"]));
  const start = performance.now();
  try {
    await act(take.movePointer ?? throughVm(vm));
    await delay(Math.max(0, start + seconds * 1000 - performance.now()));
  } catch (error) {
    await stop().catch(() => {});
    throw error;
  }
  const cpuSeconds = await stop();
  const frames = await frameCount(path);
  const missing = Math.max(0, seconds * rate - frames);
  return { cpu: (cpuSeconds * rate) / frames, missing, size: (await stat(path)).size / 1024 };
}

function serverOf(vm: Vm): VncServer {
  return { host: "127.0.0.1", port: vm.vncPort, password: vm.vncPassword };
}
