// A random moment of a run: after one of its events, and before the next.
import { setTimeout as delay } from "node:timers/promises";
import type { Role } from "../support/processes.ts";
import type { Random } from "../support/random.ts";
import type { RunEvent, RunEvents } from "./events.ts";

/** The events of a run without faults. */
export interface Profile {
  readonly events: readonly RunEvent[];
  readonly durationMs: number;
}

/** A moment of a run. */
export interface Moment {
  /** The event that it follows. */
  readonly event: string;
  readonly delayMs: number;
}

const longestDelayMs = 300;

/** Draws a moment. With a role, it is one at which such a process usually runs. */
export function drawMoment(random: Random, { events, durationMs }: Profile, role?: Role): Moment {
  const ends = [...events.slice(1).map(({ atMs }) => atMs), durationMs];
  const eligible = events
    .map(({ key, atMs, roles }, index) => ({ key, roles, gapMs: (ends[index] ?? durationMs) - atMs }))
    .filter(({ roles }) => role === undefined || roles.includes(role));
  if (eligible.length === 0) throw new Error(`no ${role} was seen in a run without faults`);
  const { key, gapMs } = random.pick(eligible);
  return { event: key, delayMs: Math.round(random.fraction() * Math.min(gapMs, longestDelayMs)) };
}

/** Waits for the moment; false if the run ends first. */
export async function awaitMoment({ event, delayMs }: Moment, events: RunEvents): Promise<boolean> {
  if (!(await events.reached(event))) return false;
  await delay(delayMs);
  return true;
}
