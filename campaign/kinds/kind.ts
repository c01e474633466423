// The description of a kind of fault. Adding a kind is one file in this folder, and one line in index.ts.
import type { RunEvents } from "../round/events.ts";
import type { Moment, Profile } from "../round/moment.ts";
import type { Place } from "../round/place.ts";
import type { Run, RunEnd, RunSettings } from "../round/run.ts";
import type { Lab } from "../support/lab.ts";
import type { Random } from "../support/random.ts";

/** A run that is about to be hit. */
export interface Target {
  readonly place: Place;
  readonly run: Run;
  readonly events: RunEvents;
}

/** One fault, drawn with its details. */
export interface Fault {
  /** The details, for the list of failures. */
  readonly text: string;
  /** When it strikes. Default: it is there before the run starts. */
  readonly moment?: Moment;
  /** Prepares the round, before its run starts; returns how that run differs. */
  prepare?(place: Place): Promise<RunSettings | undefined>;
  /** Paths below the round's directory that may be left, such as a damaged file that demotool puts aside. */
  readonly mayLeave?: RegExp;
  /** Strikes; false if there was nothing left to hit, and the round is repeated. */
  strike(target: Target): Promise<boolean>;
  /** Repairs, after the run has ended, what a user would: the full disk, the directory's mode. */
  repair?(place: Place): Promise<void>;
  /** What is wrong with the end of the run that was hit, besides what every round checks. */
  judge?(end: RunEnd, place: Place): Promise<readonly string[]>;
}

/** A kind of fault. */
export interface FaultKind {
  readonly name: string;
  /** How often it is drawn, beside 1 of the others. Default 1. */
  readonly weight?: number;
  /** Why it cannot be tried on this machine; undefined if it can. */
  unavailable?(lab: Lab): string | undefined;
  /** Draws a fault. */
  draw(random: Random, profile: Profile): Fault;
}
