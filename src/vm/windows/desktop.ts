// The guest's desktop during one call: looks at its windows until something is true, within a time limit.

import { clipped, type Region } from "../../base/geometry/region.ts";
import type { LiveScreen } from "../../base/live-screen.ts";
import { callSignal } from "../../base/time/abort.ts";
import { checkDuration, waitLimits } from "../../base/time/check-duration.ts";
import { Deadline } from "../../base/time/deadline.ts";
import { pauseFor } from "../../base/time/poll.ts";
import { windowSystemOf } from "../../guest/windows/index.ts";
import type { WindowState, WindowSystem } from "../../guest/windows/window-system.ts";
import { demoUser } from "../../images/recipes/parts/demo-user.ts";
import { waitUntilQuiet } from "../../screen/changes.ts";
import { type GuestAccess, requireAgent } from "../in-guest.ts";
import { closed } from "./errors.ts";

/** Options of every call on windows. */
export interface WindowOptions {
  /** Milliseconds. Default 30_000; 0: one look. */
  readonly timeout?: number | undefined;
  /** Ends the call with an `AbortedError`. The demo's or test's own signal does so, too. */
  readonly signal?: AbortSignal | undefined;
}

/** Default limit in milliseconds. */
export const defaultLimitMs = waitLimits.default;

/** Milliseconds beyond the limit for a look that has begun: only a hung guest takes as long. */
const lookLimitMs = 30_000;

/** Milliseconds between two looks: each takes about half a second under emulation. */
const pauseMs = 100;

/** Milliseconds without a change until the screen counts as drawn, and the limit of that wait. */
const drawnMs = { quiet: 150, limit: 3000 };

/** How to reach the desktop of a VM. */
export interface DesktopAccess {
  readonly guest: () => GuestAccess;
  readonly connect: () => Promise<LiveScreen>;
}

/** The desktop during one call. */
export class Desktop {
  readonly system: WindowSystem;
  /** Ends the call when the guest hangs, and when it is aborted. */
  readonly deadline: Deadline;
  readonly screen: LiveScreen;
  readonly limitMs: number;

  private constructor(system: WindowSystem, deadline: Deadline, screen: LiveScreen, limitMs: number) {
    this.system = system;
    this.deadline = deadline;
    this.screen = screen;
    this.limitMs = limitMs;
  }

  /**
   * Runs `body` with the desktop.
   *
   * @throws {OptionError} when the limit is invalid
   * @throws {GuestError} when there is no agent, no session, or no way to its windows
   */
  static async during<T>(
    { guest, connect }: DesktopAccess,
    task: string,
    { timeout: limitMs = defaultLimitMs, signal }: WindowOptions,
    body: (desktop: Desktop) => Promise<T>,
  ): Promise<T> {
    checkDuration("timeout", limitMs, { of: "a wait", ...waitLimits.range });
    const { machine, signal: outer } = guest();
    using limit = Deadline.after(limitMs + lookLimitMs, task, { signal: callSignal(outer, signal) });
    limit.throwIfOver();
    await requireAgent(machine, "vm.windows");
    const { agent, sessions, work } = machine;
    const { user } = demoUser;
    return await work.run(limit, async (deadline) => {
      const environment = await deadline.race(sessions.of(user));
      const system = windowSystemOf({ agent, user, environment });
      return body(new Desktop(system, deadline, await deadline.race(connect()), limitMs));
    });
  }

  look(): Promise<readonly WindowState[]> {
    return this.system.list(this.deadline);
  }

  /** Looks until `judge` returns something, or a look ends at the limit or after it; undefined: it never did. */
  async until<T>(judge: (windows: readonly WindowState[]) => T | undefined): Promise<T | undefined> {
    for (;;) {
      const result = judge(await this.look());
      const leftMs = this.limitMs - this.deadline.elapsed();
      if (result !== undefined || leftMs <= 0) return result;
      await pauseFor(this.deadline, Math.min(pauseMs, leftMs));
    }
  }

  /** Waits until the screen has drawn a part of it; one that never stands still does not count as undrawn for long. */
  async drawn(part: Region): Promise<void> {
    const region = clipped(part, this.screen);
    const timeout = Math.min(drawnMs.limit, this.limitMs - this.deadline.elapsed());
    if (region === undefined || timeout <= 0) return;
    const request = { region, quietMs: drawnMs.quiet, timeout, signal: this.deadline.signal };
    await waitUntilQuiet(this.screen, request).catch(() => this.deadline.throwIfOver());
  }
}

/** The window as it is now; undefined when it is closed. The number of a closed window may belong to another program. */
export function current(windows: readonly WindowState[], { id, pid }: WindowState): WindowState | undefined {
  return windows.find((one) => one.id === id && one.pid === pid);
}

/**
 * The window as it is now.
 *
 * @throws {WindowError} when it is closed
 */
export function stillOpen(windows: readonly WindowState[], window: WindowState): WindowState {
  const now = current(windows, window);
  if (now === undefined) throw closed(window, windows);
  return now;
}
