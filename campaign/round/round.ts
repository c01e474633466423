// One round: a run is hit by a fault, the next run must pass, and then nothing may be left or touched.
import type { Fault, FaultKind } from "../kinds/kind.ts";
import { replaceDemo, shortDemo } from "../support/demo-file.ts";
import type { Lab } from "../support/lab.ts";
import { type Random, randomOf } from "../support/random.ts";
import { placeCanaries } from "./canaries.ts";
import { RunEvents } from "./events.ts";
import { type FileCounts, filesOf, lastingProcesses, unexpectedFiles } from "./leftovers.ts";
import { brokenMedia } from "./media.ts";
import { awaitMoment, type Profile } from "./moment.ts";
import { makePlace, type Place } from "./place.ts";
import { type RunEnd, type RunSettings, startRun } from "./run.ts";

/** What rounds are compared with: a run without faults. */
export interface Clean {
  readonly profile: Profile;
  readonly files: FileCounts;
}

/** The outcome of a round. */
export interface RoundResult {
  /** The fault's details and its moment. */
  readonly fault: string;
  /** How many runs ended before the fault hit them. */
  readonly missed: number;
  /** Whether the fault hit at last. */
  readonly hit: boolean;
  readonly failures: readonly string[];
  readonly durationMs: number;
  /** The output of both runs. */
  readonly output: string;
}

/** A run that is hit must end within this time. */
const hitLimitMs = 90_000;
const nextLimitMs = 150_000;
/** The first run of all boots its VM. */
const firstLimitMs = 400_000;
const attempts = 5;
/** Nothing is wrong with a next run that a busy machine slows down. */
const patient = { CAMPAIGN_TEST_TIMEOUT: "80000" };

/** Plays a round, again while its run ends before the fault hits. Equal seeds play equal rounds. */
export async function playRound(
  lab: Lab,
  clean: Clean,
  kind: FaultKind,
  seed: string,
  name: string,
): Promise<RoundResult> {
  const started = performance.now();
  for (let missed = 0; ; missed++) {
    const random = randomOf(`${seed} attempt ${missed}`);
    const result = await attempt(lab, clean, kind, random, `${name}-${missed}`);
    if (!result.hit && missed + 1 < attempts) continue;
    return { ...result, missed: missed + (result.hit ? 0 : 1), durationMs: Math.round(performance.now() - started) };
  }
}

type Attempt = Omit<RoundResult, "missed" | "durationMs">;

async function attempt(lab: Lab, clean: Clean, kind: FaultKind, random: Random, name: string): Promise<Attempt> {
  const fault = kind.draw(random, clean.profile);
  await using place = await makePlace(lab, name);
  const settings = await fault.prepare?.(place);
  // Without the canary's domain, the run itself starts libvirt's daemon.
  const canaries = await placeCanaries(place, random.chance(0.7));
  const run = startRun(place, hitLimitMs, settings);
  using events = new RunEvents(place, run);
  const inTime = fault.moment === undefined || (await awaitMoment(fault.moment, events));
  const hit = inTime && run.isAlive() && (await fault.strike({ place, run, events }));
  const end = await run.end;
  await fault.repair?.(place);
  const text = describe(fault);
  if (!hit) return { fault: text, hit, failures: [], output: end.output };
  const hitFailures = [
    ...(end.overdue ? [`hung: the run that was hit did not end within ${hitLimitMs / 1000} s`] : []),
    ...((await fault.judge?.(end, place)) ?? []),
    ...(await brokenMedia(place)),
  ];
  const next = await nextRun(place);
  const failures = [
    ...hitFailures,
    ...next.failures,
    ...(await inspect(place, clean, fault)),
    ...(await canaries.touched()),
  ];
  return { fault: text, hit, failures, output: `${end.output}\n\n=== next run\n${next.end.output}` };
}

function describe({ text, moment }: Fault): string {
  return moment === undefined ? text : `${text}, ${moment.delayMs} ms after "${moment.event}"`;
}

async function nextRun(place: Place): Promise<{ end: RunEnd; failures: readonly string[] }> {
  await replaceDemo(place, shortDemo);
  let end = await startRun(place, nextLimitMs, { env: patient }).end;
  // Without its saved VM, a busy machine boots more slowly than demotool waits for the agent of an unknown image.
  const isSlow = /its image has no guest agent/.test(end.output);
  if (isSlow) end = await startRun(place, nextLimitMs, { env: { ...patient, CAMPAIGN_READY_DELAY: "40000" } }).end;
  const reason = end.overdue
    ? `did not end within ${nextLimitMs / 1000} s`
    : `ended with ${end.exitCode ?? "a signal"}`;
  return { end, failures: end.exitCode === 0 ? [] : [`next run: ${reason}: ${firstError(end.output)}`] };
}

async function inspect(place: Place, clean: Clean, { mayLeave }: Fault): Promise<readonly string[]> {
  const processes = await lastingProcesses(place);
  return [...processes, ...unexpectedFiles(await filesOf(place), clean.files, mayLeave), ...(await brokenMedia(place))];
}

function firstError(output: string): string {
  return (
    output
      .split("\n")
      .find((line) => /Error: /.test(line))
      ?.trim() ??
    output.trim().split("\n").at(-1) ??
    ""
  );
}

/**
 * Runs twice without a fault, and learns what such runs do and leave. Only once, if the VM had to be booted: such a run
 * is not what others are compared with, but its saved VM is kept for the next.
 *
 * @param settings of the first run
 * @returns undefined if the VM was booted
 */
export async function runClean(lab: Lab, name: string, settings: RunSettings): Promise<Clean | undefined> {
  await using place = await makePlace(lab, name);
  await placeCanaries(place, false);
  const run = startRun(place, firstLimitMs, settings);
  using events = new RunEvents(place, run);
  const first = await run.end;
  if (first.exitCode !== 0) throw new Error(`a run without faults failed:\n${first.output}`);
  if (!first.output.includes('start="warm"')) {
    await lab.keep(place.cache);
    return undefined;
  }
  const profile = { events: events.all, durationMs: first.durationMs };
  const next = await nextRun(place);
  if (next.failures.length > 0) throw new Error(`the second run without faults failed:\n${next.end.output}`);
  const left = await lastingProcesses(place);
  if (left.length > 0) throw new Error(`a run without faults left processes: ${left.join(", ")}`);
  return { profile, files: await filesOf(place) };
}
