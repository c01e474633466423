// Recording: what a video of a desktop in use costs, demotool against GStreamer, and whether all of it is there.
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import type { Vm } from "../src/vm/vm.ts";
import type { Bench } from "./part.ts";
import type { Contender, VncServer } from "./recording/contender.ts";
import { demotool } from "./recording/demotool.ts";
import { flash, flashesSeen, flashLength } from "./recording/flashes.ts";
import { frameCount } from "./recording/frames.ts";
import { gstreamer } from "./recording/gstreamer.ts";
import { type MovePointer, throughVm } from "./recording/hand.ts";
import { playScene, sceneLength, sceneTerminal } from "./recording/scene.ts";
import { median, type Report } from "./report.ts";
import { openTerminal } from "./terminal.ts";

/** Frames a second of every video here. */
const rate = 30;

/** Seconds for which a still screen is recorded. */
const stillLength = 30;

/** CPU seconds for each second of video that demotool may take. */
const mostCpu = 0.25;

/** What one video cost, and what is missing in it. */
interface Outcome {
  /** CPU seconds for each second of video. */
  readonly cpu: number;
  /** How many frames fewer there are than its length asks for. */
  readonly missing: number;
}

/** Videos of the same scene in turn, each contender first in every other pair; then flashes, then a still screen. */
export async function benchRecording(report: Report, bench: Bench): Promise<void> {
  const vm = await bench.desktop();
  const peer = gstreamer({ preset: "veryfast", quality: 18 });
  const contenders = [peer, demotool];
  const path = (name: string): string => join(bench.directory, `${name}.mp4`);
  const scenes = new Map<Contender, Outcome[]>(contenders.map((contender) => [contender, []]));
  {
    await using terminal = await openTerminal(vm, [sceneTerminal]);
    for (let pair = 0; pair < bench.pairs; pair++) {
      for (const contender of pair % 2 === 0 ? contenders : contenders.toReversed()) {
        const play = (move: MovePointer): Promise<void> => playScene(vm, terminal.place, move);
        scenes.get(contender)?.push(await record(contender, vm, path("scene"), sceneLength, play));
      }
    }
    for (const contender of contenders) {
      let shown = 0;
      await record(contender, vm, path("flashes"), flashLength, async () => {
        shown = await flash(vm, serverOf(vm), terminal.place);
      });
      const missed = shown - (await flashesSeen(path("flashes"), terminal.place));
      report.add(`recording, flashes shown, ${contender.name}`, shown);
      report.add(`recording, flashes missed, ${contender.name}`, missed);
    }
  }
  const medians = contenders.map((contender) => reportScenes(report, contender, scenes.get(contender) ?? []));
  report.limit("recording, CPU, demotool / GStreamer", (medians[1] ?? 0) / (medians[0] ?? 0), 1);
  const lost = (scenes.get(demotool) ?? []).reduce((sum, { missing }) => sum + missing, 0);
  report.limit("recording, frames missing in all videos, demotool", lost, 0);
  const still = await record(demotool, vm, path("still"), stillLength, async () => {});
  report.add("recording a still screen, CPU seconds a second of video, demotool", still.cpu);
}

/** Returns the median of the CPU seconds. */
function reportScenes(report: Report, contender: Contender, outcomes: readonly Outcome[]): number {
  const { name } = contender;
  const cpu = outcomes.map((outcome) => outcome.cpu);
  const missing = outcomes.map((outcome) => outcome.missing);
  report.addRuns(
    `recording, CPU seconds a second of video, ${name}`,
    cpu,
    "",
    contender === demotool ? { highest: mostCpu } : undefined,
  );
  report.add(`recording, frames missing of ${sceneLength * rate}, ${name}, most`, Math.max(...missing));
  return median(cpu);
}

async function record(
  contender: Contender,
  vm: Vm,
  path: string,
  seconds: number,
  act: (move: MovePointer) => Promise<void>,
): Promise<Outcome> {
  const take = await contender.start(serverOf(vm), path, seconds);
  const start = performance.now();
  await act(take.movePointer ?? throughVm(vm));
  await delay(Math.max(0, start + seconds * 1000 - performance.now()));
  const cpuSeconds = await take.stop(() => vm.exec("xrefresh", ["-solid", "black"]));
  const frames = await frameCount(path);
  return { cpu: (cpuSeconds * rate) / frames, missing: Math.max(0, seconds * rate - frames) };
}

function serverOf(vm: Vm): VncServer {
  return { host: "127.0.0.1", port: vm.vncPort, password: vm.vncPassword };
}
