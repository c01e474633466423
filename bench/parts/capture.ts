// Capturing a still screen: demotool's frame in memory against `virsh screenshot`.
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { readEnvironment } from "../../src/base/environment.ts";
import { run } from "../../src/base/process/process.ts";
import type { Bench } from "../support/part.ts";
import type { Report } from "../support/report.ts";
import { takeTurns } from "../support/turns.ts";

/** Captures of each kind. */
const rounds = 20;

/** Milliseconds of rest before each: by then QEMU's server checks the screen only about every second. */
const restMs = 2000;

/** Highest median for capturing a still screen. */
const mostMs = 5;

/** Captures in turn: a frame in memory, a PNG in memory, a file written by virsh. */
export async function benchCapture(report: Report, bench: Bench): Promise<void> {
  const vm = await bench.desktop();
  await vm.screen.waitForStable({ quiet: 2000, timeout: 120_000 });
  const file = join(bench.directory, "screenshot.png");
  const kinds: Readonly<Record<string, () => Promise<unknown>>> = {
    "capture()": () => vm.screen.capture(),
    "capture() and toPNG()": async () => (await vm.screen.capture()).toPNG(),
    "virsh screenshot": () =>
      run("virsh", ["-c", readEnvironment().libvirtUri, "screenshot", vm.name, file], { timeout: 60_000 }),
  };
  const contenders = Object.entries(kinds).map(([name, take]) => ({ name, run: () => timed(take) }));
  const times = await takeTurns(report, "still screen", rounds, contenders);
  for (const [index, milliseconds] of times.entries()) {
    const name = contenders[index]?.name;
    const limit = name === "capture()" ? { highest: mostMs } : undefined;
    report.addRuns(`still screen, ${name}`, milliseconds, "ms", limit);
  }
}

async function timed(take: () => Promise<unknown>): Promise<number> {
  await delay(restMs);
  const start = performance.now();
  await take();
  return performance.now() - start;
}
