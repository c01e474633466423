// Looks for targets on the VM's screen, once or until a wait ends.
import type { DemoOutput } from "../base/demo-output.ts";
import type { Frame } from "../base/geometry/frame.ts";
import { checkRegion, type Region } from "../base/geometry/region.ts";
import type { LiveScreen } from "../base/live-screen.ts";
import { markedUp } from "../screen/mark-up.ts";
import type { AnyTarget } from "../screen/targets/any-target.ts";
import { createFinder } from "../screen/targets/create-finder.ts";
import type { Finder, Match, Sighting } from "../screen/targets/finder.ts";
import { kindOf } from "../screen/targets/kind-of.ts";
import { checkLookOptions, type StillOptions } from "../screen/targets/look-options.ts";
import { contenders, placesOf } from "../screen/targets/places.ts";
import { isRegion } from "../screen/targets/refine/refinable.ts";
import type { FinderOptions, GuestCommands, TargetKind } from "../screen/targets/target-kind.ts";
import { lookOnce, type WaitResult, waitUntilFound } from "../screen/wait.ts";
import { withScreenshots } from "./failure-screenshots.ts";
import { ambiguous, type Failure } from "./screen-failure.ts";

/** Where to look, and what to do with the screenshots of failed waits. */
export interface SearchParts {
  readonly connect: () => Promise<LiveScreen>;
  readonly guest: GuestCommands;
  readonly kinds: readonly TargetKind[];
  readonly output: DemoOutput;
}

/** Options of a wait, with its time limit in milliseconds. */
export interface SearchOptions extends StillOptions {
  readonly timeout: number;
}

/** Waits until a target is there, stands still, or is gone. */
export type Wait = typeof waitUntilFound;

/** Looks for targets on one screen. */
export class TargetSearch {
  readonly #parts: SearchParts;

  constructor(parts: SearchParts) {
    this.#parts = parts;
  }

  /** Looks once. */
  async find(target: AnyTarget, options: FinderOptions, signal: AbortSignal | undefined): Promise<Match | undefined> {
    return this.#with(target, options, async ({ screen, finder }) => {
      return (await lookOnce(screen, finder, signal)).sighting.found;
    });
  }

  /** Waits until the target is there, or the time is up; returns all its places. */
  async findAll(
    target: AnyTarget,
    { timeout, ...options }: SearchOptions,
    signal: AbortSignal | undefined,
  ): Promise<readonly Match[]> {
    return this.#with(target, { ...options, all: true }, async ({ screen, finder, watched }) => {
      const { look } = await waitUntilFound(screen, finder, { timeout, region: watched, signal });
      return placesOf(look.sighting);
    });
  }

  /**
   * Waits for a target.
   *
   * @throws {ScreenError} when the wait fails
   * @throws {AmbiguousTargetError} when the options are strict and nothing decides between several places
   */
  async wait(
    wait: Wait,
    failure: Failure,
    target: AnyTarget,
    { timeout, strict, ...options }: SearchOptions,
    signal: AbortSignal | undefined,
  ): Promise<WaitResult> {
    return this.#with(target, { ...options, all: strict }, async ({ screen, kind, finder, watched }) => {
      const result = await wait(screen, finder, { timeout, region: watched, strict, signal });
      const { frame, sighting } = result.look;
      if (strict) await this.#requireOne(finder, frame, sighting);
      if (result.reached) return result;
      const draw = (): Promise<Frame | undefined> => kind.drawMiss(target, frame, sighting.best);
      throw await withScreenshots(failure({ kind, target, finder, result }), frame, this.#parts.output, draw);
    });
  }

  async #requireOne(finder: Finder, screen: Frame, sighting: Sighting): Promise<void> {
    const places = contenders(placesOf(sighting)).map(({ region }) => region);
    if (places.length <= 1) return;
    const draw = async (): Promise<Frame> => markedUp({ screen, places });
    throw await withScreenshots(ambiguous(finder, sighting), screen, this.#parts.output, draw);
  }

  async #with<T>(target: AnyTarget, options: FinderOptions, look: (prepared: Prepared) => Promise<T>): Promise<T> {
    checkLookOptions(options);
    const { connect, guest, kinds } = this.#parts;
    const screen = await connect();
    const kind = kindOf(target, kinds);
    const region = target.region ?? options.region;
    if (region) checkRegion(region, screen, "the region to look in");
    const finder = await createFinder(target, options, { screen, guest, kinds });
    try {
      return await look({ screen, kind, finder, watched: dependsOnOthers(target) ? undefined : region });
    } finally {
      finder[Symbol.dispose]?.();
    }
  }
}

interface Prepared {
  readonly screen: LiveScreen;
  readonly kind: TargetKind;
  readonly finder: Finder;
  /** The part of the screen whose changes matter. */
  readonly watched: Region | undefined;
}

/** Whether other targets, which may be anywhere, decide on the places of a target. */
function dependsOnOthers({ refinements = [] }: AnyTarget): boolean {
  return refinements.some(({ by, ...rest }) => by === "near" || ("area" in rest && !isRegion(rest.area)));
}
