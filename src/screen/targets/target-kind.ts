// The interface of target kinds, which index.ts lists.
import type { Frame } from "../../base/geometry/frame.ts";
import type { ActionTarget } from "../../base/journal/kinds.ts";
import type { LiveScreen } from "../../base/live-screen.ts";
import type { AnyTarget } from "./any-target.ts";
import type { Explanation, Finder, Match, Sighting } from "./finder.ts";
import type { LookOptions } from "./look-options.ts";

/** How to run a command in the guest. */
export interface GuestCommandOptions {
  /** The guest's user. Default `demo`. */
  readonly user?: string;
  /** Time limit in milliseconds. Default 300_000. */
  readonly timeout?: number;
  /** Whether an exit code other than 0 is an error. Default true. */
  readonly reject?: boolean;
  /** Receives standard output while the command runs. An error thrown here ends the command. */
  readonly onStdout?: (text: string) => unknown;
}

/** Runs commands in the guest; a `Vm` does. */
export interface GuestCommands {
  /**
   * Runs a command in the guest and waits for it, in the user's desktop session.
   *
   * @throws {CommandError} when it ends with another exit code than 0, unless `options.reject` is false
   * @throws {GuestError} when the guest has no agent or cannot start the command
   */
  exec(
    command: string,
    args?: readonly string[],
    options?: GuestCommandOptions,
  ): Promise<{ readonly exitCode: number; readonly stdout: string; readonly stderr: string }>;
}

/** Where a finder looks. */
export interface Surroundings {
  /** The screen whose frames the finder is given. */
  readonly screen: LiveScreen;
  /** The guest that draws the screen. */
  readonly guest: GuestCommands;
}

/** How a finder looks. */
export interface FinderOptions extends LookOptions {
  /** Whether its sightings must have all places. Default: the best one is enough. */
  readonly all?: boolean | undefined;
}

/** A kind of target, such as text. */
export interface TargetKind<Target extends AnyTarget = AnyTarget> {
  /** The `kind` of its targets. */
  readonly kind: Target["kind"];
  /**
   * Makes the finder for a target.
   *
   * @param options those of the call, overridden by the target's own
   * @throws {OptionError} when the target or its files cannot be used
   */
  createFinder(target: Target, options: FinderOptions, surroundings: Surroundings): Promise<Finder>;
  /** A target as the journal keeps it. Default: the kind's name only. */
  describe?(target: Target): ActionTarget;
  /** Explains why a target was not found. */
  explainMiss(target: Target, sighting: Sighting): Explanation;
  /** Explains why a target was found where it should have gone. Default: nothing to add. */
  explainPresence?(target: Target): Explanation;
  /**
   * Draws the target beside the screen.
   *
   * @param best the best match of the last look
   * @returns undefined when there is nothing to compare
   */
  drawMiss(target: Target, screen: Frame, best: Match | undefined): Promise<Frame | undefined>;
}
