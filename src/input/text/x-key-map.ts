// The key map of the guest's X session, and how it was before the typing changed it.
import { OptionError } from "../../base/errors.ts";
import { Deadline } from "../../base/time/deadline.ts";
import { type KeyMapResult, type KeySymbols, remapKeys } from "../../guest/desktop/remap-keys.ts";
import { GuestError } from "../../guest/errors.ts";
import { displayOf, type XDisplay } from "../../guest/x11/display.ts";
import { demoUser } from "../../images/recipes/parts/demo-user.ts";
import { describeCharacter } from "../keys/text.ts";
import type { GuestSession, TypingGuest } from "./text-input.ts";

/** Milliseconds for a program to take the keys that were typed: one that starts in an emulated guest is slow. */
const takenMs = 60_000;

/** Milliseconds for the change of the key map itself. */
const changeMs = 30_000;

/**
 * Milliseconds for a guest to come to rest after the keys, where its program cannot tell that it has taken them. One that
 * is busy with other work never rests; its programs still take keys within a fraction of this.
 */
const restMs = 1000;

/** What a key map is made of. */
interface KeyMapParts {
  readonly guest: TypingGuest;
  readonly session: GuestSession;
  readonly display: XDisplay;
  /** A character that needs the change, for errors. */
  readonly character: string;
  /** The X key code of the key that marks the end of a text: it does not repeat while the map is changed. */
  readonly marker: number;
}

/** A key map that a text changes. */
export class XKeyMap {
  readonly #parts: KeyMapParts;
  readonly #former = new Map<number, KeySymbols>();

  private constructor(parts: KeyMapParts) {
    this.#parts = parts;
  }

  /**
   * The key map of the guest's X session.
   *
   * @param needs a character that needs it, and the X key code of the marker
   * @throws {OptionError} when the guest has no agent or no X session
   */
  static async of(guest: TypingGuest | undefined, needs: Pick<KeyMapParts, "character" | "marker">): Promise<XKeyMap> {
    const session = await guest?.session();
    if (guest === undefined || session === undefined) throw refusal(needs.character, noAgent);
    const display = displayOf({ user: demoUser.user, environment: session });
    if (display === "Wayland") throw refusal(needs.character, onWayland);
    if (display === "no session") throw refusal(needs.character, noSession);
    return new XKeyMap({ guest, session, display, ...needs });
  }

  /**
   * Gives keys other symbols. It is not ended halfway: {@link restore} must know what it has changed.
   *
   * @throws {GuestError} when that fails
   */
  async change(keys: readonly KeySymbols[]): Promise<void> {
    await this.#change(keys, false);
  }

  /**
   * As {@link change}, once the program with the keyboard focus has taken the keys before the marker, which is held.
   *
   * @throws {GuestError} when that fails, or keys that were pressed before may be lost; nothing has changed then
   * @throws {AbortedError} when the signal ends the wait; nothing changes once another change has begun
   */
  async changeOnceTaken(keys: readonly KeySymbols[], signal: AbortSignal | undefined): Promise<void> {
    await this.#changeOnceTaken(keys, false, signal);
  }

  /**
   * Puts back what was changed. Does nothing after a revert to a snapshot, whose key map is its own.
   *
   * @throws as {@link change}
   */
  async restore(): Promise<void> {
    await this.#restore((keys) => this.#change(keys, true));
  }

  /**
   * As {@link restore}, once the program with the keyboard focus has taken the keys before the marker, which is held.
   *
   * @throws as {@link changeOnceTaken}
   */
  async restoreOnceTaken(signal: AbortSignal | undefined): Promise<void> {
    await this.#restore((keys) => this.#changeOnceTaken(keys, true, signal));
  }

  async #restore(change: (former: readonly KeySymbols[]) => Promise<void>): Promise<void> {
    const former = [...this.#former.values()];
    if (former.length === 0 || (await this.#parts.guest.session()) !== this.#parts.session) return;
    await change(former);
    this.#former.clear();
  }

  async #changeOnceTaken(keys: readonly KeySymbols[], on: boolean, signal: AbortSignal | undefined): Promise<void> {
    using limit = Deadline.after(takenMs + changeMs, "waiting for the guest to take typed keys", { signal });
    const { problem, unanswered } = await this.#remap(keys, on, limit, this.#parts.marker);
    if (problem !== undefined) throw keysLost(problem);
    if (!unanswered) return;
    await limit.race(this.#parts.guest.untilIdle(restMs));
    await this.#change(keys, on);
  }

  async #change(keys: readonly KeySymbols[], on: boolean): Promise<void> {
    using limit = Deadline.after(changeMs, "changing the guest's key map");
    await this.#remap(keys, on, limit);
  }

  async #remap(keys: readonly KeySymbols[], on: boolean, limit: Deadline, awaited?: number): Promise<KeyMapResult> {
    const { guest, display, character, marker } = this.#parts;
    const change = { keys, marker: awaited, limitMs: takenMs, repeat: { keycode: marker, on } };
    const result = await guest
      .run(limit, (agent, deadline) => remapKeys(agent, display, change, deadline))
      .catch((error: unknown) => {
        throw error instanceof GuestError ? notTyped(character, error) : error;
      });
    for (const key of result.former) if (!this.#former.has(key.keycode)) this.#former.set(key.keycode, key);
    return result;
  }
}

interface Refusal {
  readonly reason: string;
  readonly next: string;
}

const noAgent: Refusal = {
  reason: "the guest has no agent",
  next: "install qemu-guest-agent in the image, or use an image that demotool builds",
};
const noSession: Refusal = {
  reason: "the user demo has no graphical session",
  next: "leave the character out, or log in the user demo on an X desktop first",
};
const onWayland: Refusal = {
  reason: "the guest's desktop runs on Wayland",
  next: "leave the character out, or log in to an X session",
};

function refusal(character: string, { reason, next }: Refusal): OptionError {
  return new OptionError({
    headline: `without a key, ${describeCharacter(character)} needs a guest agent and an X session: ${reason}`,
    next: `nothing was typed; ${next}`,
  });
}

function notTyped(character: string, cause: GuestError): GuestError {
  return new GuestError({
    headline: `character ${describeCharacter(character)} cannot be typed: ${cause.headline}`,
    facts: cause.facts,
    ...(cause.output !== undefined && { output: cause.output }),
    next: cause.next,
    cause,
  });
}

function keysLost(problem: string): GuestError {
  return new GuestError({
    headline: `typed characters may be lost: ${problem}`,
    facts: { limitMs: takenMs },
    next: "wait until the program is ready before typing, as with vm.screen.waitForStable()",
  });
}
