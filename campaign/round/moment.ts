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

/**
 * Draws a moment: after any event, since each step matters however short it is, or at any time, since long steps do most
 * of the work. With a role, it is a moment at which such a process usually runs.
 */
export function drawMoment(random: Random, { events, durationMs }: Profile, role?: Role): Moment {
  const steps = events
    .map(({ key, atMs, roles }, index) => ({ key, roles, lengthMs: (events[index + 1]?.atMs ?? durationMs) - atMs }))
    .filter(({ roles }) => role === undefined || roles.includes(role));
  if (steps.length === 0) throw new Error(`no ${role} was seen in a run without faults`);
  const { key, lengthMs } = random.chance(0.5) ? random.pick(steps) : pickByLength(random, steps);
  return { event: key, delayMs: Math.round(random.fraction() * lengthMs) };
}

function pickByLength<T extends { readonly lengthMs: number }>(random: Random, steps: readonly T[]): T {
  let leftMs = random.fraction() * steps.reduce((sum, { lengthMs }) => sum + lengthMs, 0);
  for (const step of steps) {
    leftMs -= step.lengthMs;
    if (leftMs <= 0) return step;
  }
  return random.pick(steps);
}

/** Waits for the moment; false if the run ends first. */
export async function awaitMoment({ event, delayMs }: Moment, events: RunEvents): Promise<boolean> {
  if (!(await events.reached(event))) return false;
  await delay(delayMs);
  return true;
}
