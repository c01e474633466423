// The VM's screen: captures, searches and waits.

import type { SampleCpus } from "../base/cpu-load.ts";
import type { DemoOutput } from "../base/demo-output.ts";
import { OptionError } from "../base/errors.ts";
import { checkRegion, type Region } from "../base/geometry/region.ts";
import { Actor } from "../base/journal/actor.ts";
import type { LiveScreen } from "../base/live-screen.ts";
import { anySignal } from "../base/time/abort.ts";
import { checkDuration, waitLimits } from "../base/time/check-duration.ts";
import { Deadline } from "../base/time/deadline.ts";
import { waitUntilChanged, waitUntilQuiet } from "../screen/changes.ts";
import { currentFrame } from "../screen/live-frames.ts";
import { Screenshot } from "../screen/screenshot.ts";
import { checkStableTimes, defaultBusyMs, type StableScreenOptions } from "../screen/stable/stable-options.ts";
import { actionMatch, actionTarget } from "../screen/targets/action-target.ts";
import type { Match } from "../screen/targets/finder.ts";
import { type Target, targetKinds, type WaitTarget } from "../screen/targets/index.ts";
import type {
  Abortable,
  FindAllOptions,
  LookOptions,
  StillOptions,
  WaitOptions,
} from "../screen/targets/look-options.ts";
import type { GuestCommands, TargetKind } from "../screen/targets/target-kind.ts";
import { type WaitResult, waitUntilFound, waitUntilGone, waitUntilStill } from "../screen/wait.ts";
import { withScreenshots } from "./failure-screenshots.ts";
import { type Failure, noChange, notFound, notGone, notStable, notStill } from "./screen-failure.ts";
import { TargetSearch, type Wait } from "./target-search.ts";

/** Which changes of the screen matter. */
export interface ChangeOptions extends Abortable {
  /** Milliseconds. Default 30_000; 0: one look. */
  readonly timeout?: number | undefined;
  /** The part of the screen to watch, in pixels. Default: all of it. */
  readonly region?: Region | undefined;
  /** Parts to ignore, such as a clock. Default: none. */
  readonly ignore?: readonly Region[] | undefined;
}

/** Options of {@link Screen.waitForStable}; `quiet` is 1000 by default. */
export interface StableOptions extends ChangeOptions, StableScreenOptions {}

/** Options of {@link Screen.waitForChange}. */
export interface ChangeWaitOptions extends ChangeOptions {
  /** Causes the change. Called once the screen is watched, so that no change is missed. */
  readonly action?: (() => Promise<unknown>) | undefined;
}

/** The parts of a {@link Screen}. */
export interface ScreenParts {
  /** Returns the connection to the screen. */
  readonly connect: () => Promise<LiveScreen>;
  /** The guest that draws the screen. */
  readonly guest: GuestCommands;
  /** Samples the load of the guest's CPUs. Default: it does not report it. */
  readonly sampleCpus?: SampleCpus;
  /** Receives the screenshots of failed waits; its signal ends waits. */
  readonly output: DemoOutput;
  /** Returns a signal that also ends waits. Default: none. */
  readonly ended?: () => AbortSignal;
  /** The supported kinds of targets. Default: all. */
  readonly kinds?: readonly TargetKind[];
  /** Runs the actions. Default: an actor without listeners. */
  readonly actor?: Actor;
}

/** Time limit of a capture in milliseconds. */
const captureLimitMs = 30_000;

const timeoutRange = { of: "a wait", ...waitLimits.range };

/** Milliseconds without a change after which the screen counts as stable. */
const defaultQuietMs = 1000;

/** Milliseconds beyond the stillness that one look may take: for the last sample of the load. */
const stableLookMs = 250;

type WaitKind = "screen.waitFor" | "screen.waitForStill" | "screen.waitForGone";

/** Captures the screen of the VM, and finds and awaits targets. All times are in milliseconds, all places in pixels. */
export class Screen {
  readonly #connect: () => Promise<LiveScreen>;
  readonly #search: TargetSearch;
  readonly #sampleCpus: SampleCpus | undefined;
  readonly #output: DemoOutput;
  readonly #actor: Actor;
  readonly #ended: (() => AbortSignal) | undefined;

  constructor(parts: ScreenParts) {
    const { connect, guest, sampleCpus, output, ended, kinds = targetKinds, actor = new Actor() } = parts;
    this.#connect = connect;
    this.#search = new TargetSearch({ connect, guest, kinds, output });
    this.#sampleCpus = sampleCpus;
    this.#output = output;
    this.#ended = ended;
    this.#actor = actor;
  }

  /** The current size of the screen in pixels. */
  async size(): Promise<{ readonly width: number; readonly height: number }> {
    const { width, height } = await this.#connect();
    return { width, height };
  }

  /**
   * Captures the current screen, without the pointer.
   *
   * @throws {VncError} when the connection to the VM ends
   */
  async capture(): Promise<Screenshot> {
    return this.#actor.act({ kind: "screen.capture", details: {} }, () => this.#capture());
  }

  /**
   * Looks for a target on the current screen.
   *
   * @returns undefined if it is not there
   * @throws {OptionError} when the target or an option is invalid
   * @throws {VncError} when the connection to the VM ends
   */
  async find(target: Target, options: LookOptions = {}): Promise<Match | undefined> {
    return this.#actor.act({ kind: "screen.find", target: actionTarget(target), details: {} }, async (action) => {
      const match = await this.#search.find(target, options, this.#signal());
      action.found(match && actionMatch(match));
      return match;
    });
  }

  /**
   * Looks for all places of a target on the current screen; with a `timeout`, waits until there is one.
   *
   * @returns the places in reading order; none if it is not there
   * @throws {AbortedError} when a signal ends it
   * @throws {OptionError} {@link VncError} as {@link find}
   */
  async findAll(target: Target, { timeout = 0, signal, ...options }: FindAllOptions = {}): Promise<readonly Match[]> {
    const details = timeout === 0 ? {} : { timeoutMs: timeout };
    return this.#actor.act({ kind: "screen.findAll", target: actionTarget(target), details }, async (action) => {
      checkDuration("timeout", timeout, timeoutRange);
      const places = await this.#search.findAll(target, { ...options, timeout }, this.#signal(signal));
      action.add({ places: places.length });
      return places;
    });
  }

  /**
   * Waits until a target appears.
   *
   * @throws {ScreenError} when it does not appear in time; the demo's directory then holds screenshots
   * @throws {AbortedError} when a signal ends it
   * @throws {OptionError} {@link VncError} as {@link find}
   */
  async waitFor(target: WaitTarget, options: WaitOptions = {}): Promise<Match> {
    return found(await this.#wait("screen.waitFor", waitUntilFound, notFound, target, options));
  }

  /**
   * Waits until a target appears and stands still: its pixels have not changed for 250 ms, or it has been at the same
   * place for 1 s.
   *
   * @throws {AmbiguousTargetError} when it is at several places, `strict` is set, and nothing decides between them
   * @throws {ScreenError} {@link AbortedError} {@link OptionError} {@link VncError} as {@link waitFor}
   */
  async waitForStill(target: Target, options: StillOptions = {}): Promise<Match> {
    return found(await this.#wait("screen.waitForStill", waitUntilStill, notStill, target, options));
  }

  /**
   * Waits until a target is not on the screen. While a target that is meant by `near` or `within` is missing, what is
   * looked for counts as gone only once it is nowhere on the screen: which of its places is meant is unknown.
   *
   * @throws {ScreenError} {@link AbortedError} {@link OptionError} {@link VncError} as {@link waitFor}
   */
  async waitForGone(target: WaitTarget, options: WaitOptions = {}): Promise<void> {
    await this.#wait("screen.waitForGone", waitUntilGone, notGone, target, options);
  }

  /**
   * Waits until the screen is still, and the guest behind it is not busy: for less than half of `quiet`, or of the
   * last two seconds, one of its CPUs worked or waited for the disk. Changes to less than a thousandth of the watched
   * part, such as a blinking cursor, do not count; after `quiet` and `busyTimeout`, neither does a busy guest. With a
   * `timeout` of 0, one look, which lasts `quiet`.
   *
   * @throws {ScreenError} when the screen keeps changing, or the guest keeps being busy, until the timeout
   * @throws {OptionError} {@link VncError} as {@link find}
   */
  async waitForStable(options: StableOptions = {}): Promise<void> {
    const {
      quiet = defaultQuietMs,
      timeout = waitLimits.default,
      busyTimeout = defaultBusyMs,
      signal,
      ...parts
    } = options;
    const details = { quietMs: quiet, timeoutMs: timeout, busyTimeoutMs: busyTimeout };
    await this.#actor.act({ kind: "screen.waitForStable", details }, async () => {
      checkStableTimes({ quiet, busyTimeout }, "a wait");
      checkDuration("timeout", timeout, timeoutRange);
      if (timeout > 0 && timeout < quiet) throw shorterThanQuiet(timeout, quiet);
      const limitMs = timeout === 0 ? quiet + stableLookMs : timeout;
      const sampleCpus = busyTimeout > 0 ? this.#sampleCpus : undefined;
      const rule = { ...parts, quietMs: quiet, sampleCpus, busyLimitMs: () => busyTimeout };
      const screen = await this.#connect();
      checkParts(parts, screen);
      const unrest = await waitUntilQuiet(screen, { ...rule, timeout: limitMs, signal: this.#signal(signal) });
      if (unrest) throw await withScreenshots(notStable(unrest, quiet, limitMs), await this.#capture(), this.#output);
    });
  }

  /**
   * Waits until the screen changes after the call. To catch the change that something causes, pass that something as
   * `action`.
   *
   * @returns the changed regions
   * @throws {ScreenError} when the screen does not change
   * @throws {OptionError} {@link VncError} as {@link find}, and the errors of the action
   */
  async waitForChange({
    action,
    timeout = waitLimits.default,
    signal,
    ...options
  }: ChangeWaitOptions = {}): Promise<readonly Region[]> {
    const details = { timeoutMs: timeout };
    return this.#actor.act({ kind: "screen.waitForChange", details }, async (progress) => {
      checkDuration("timeout", timeout, timeoutRange);
      const request = { ...options, timeout, signal: this.#signal(signal) };
      const screen = await this.#connect();
      checkParts(options, screen);
      const regions = await waitUntilChanged(screen, request, action);
      if (!regions) throw await withScreenshots(noChange(timeout), await this.#capture(), this.#output);
      progress.add({ regions });
      return regions;
    });
  }

  async #capture(): Promise<Screenshot> {
    const limit = Deadline.after(captureLimitMs, "capture of the screen", { signal: this.#signal() });
    return new Screenshot(await currentFrame(await this.#connect(), limit));
  }

  async #wait(
    kind: WaitKind,
    wait: Wait,
    failure: Failure,
    target: WaitTarget,
    { timeout = waitLimits.default, signal, ...options }: StillOptions,
  ): Promise<WaitResult> {
    const details = { timeoutMs: timeout };
    return this.#actor.act({ kind, target: actionTarget(target), details }, async (action) => {
      checkDuration("timeout", timeout, timeoutRange);
      const result = await this.#search.wait(wait, failure, target, { ...options, timeout }, this.#signal(signal));
      const match = result.look.sighting.found;
      action.found(match && actionMatch(match));
      return result;
    });
  }

  /** Ignores an aborted signal of the demo or VM: a hook that runs after a test was stopped may still look. */
  #signal(own?: AbortSignal): AbortSignal | undefined {
    const others = [this.#output.signal, this.#ended?.()].filter((signal) => !signal?.aborted);
    const signals = [...others, own].filter((signal) => signal !== undefined);
    return signals.length > 1 ? anySignal(signals) : signals[0];
  }
}

function found({ look }: WaitResult): Match {
  return look.sighting.found as Match;
}

function shorterThanQuiet(timeout: number, quiet: number): OptionError {
  return new OptionError({
    headline: "option timeout of waitForStable is shorter than the time for which the screen must stand still",
    facts: { timeout, quiet },
    next: "raise timeout (milliseconds), or lower quiet",
  });
}

function checkParts({ region, ignore = [] }: ChangeOptions, screen: LiveScreen): void {
  if (region) checkRegion(region, screen, "the region to watch");
  for (const part of ignore) checkRegion(part, screen, "a region to ignore");
}
