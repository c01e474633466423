// The key map of the guest's X session, and how it was before the typing changed it.
import { OptionError } from "../../base/errors.ts";
import { Deadline } from "../../base/time/deadline.ts";
import { type KeySymbols, remapKeys } from "../../guest/desktop/remap-keys.ts";
import { GuestError } from "../../guest/errors.ts";
import { displayOf, type XDisplay } from "../../guest/x11/display.ts";
import { demoUser } from "../../images/recipes/parts/demo-user.ts";
import { describeCharacter } from "../keys/text.ts";
import type { GuestSession, TypingGuest } from "./text-input.ts";

/** Milliseconds for a program to take the keys that were typed: one that starts in an emulated guest is slow. */
const takenMs = 60_000;

/** Milliseconds for the change of the key map itself. */
const changeMs = 30_000;

/** A key map that a text changes. */
export class XKeyMap {
  readonly #guest: TypingGuest;
  readonly #display: XDisplay;
  /** A character that needs the change, for errors. */
  readonly #character: string;
  readonly #former = new Map<number, KeySymbols>();
  readonly #session: GuestSession;

  private constructor(guest: TypingGuest, session: GuestSession, display: XDisplay, character: string) {
    this.#guest = guest;
    this.#session = session;
    this.#display = display;
    this.#character = character;
  }

  /**
   * The key map of the guest's X session.
   *
   * @param character one that needs it
   * @throws {OptionError} when the guest has no agent or no X session
   */
  static async of(guest: TypingGuest | undefined, character: string): Promise<XKeyMap> {
    const session = await guest?.session();
    if (guest === undefined || session === undefined) throw refusal(character, noAgent);
    const display = displayOf({ user: demoUser.user, environment: session });
    if (display === "Wayland") throw refusal(character, onWayland);
    if (display === "no session") throw refusal(character, noSession);
    return new XKeyMap(guest, session, display, character);
  }

  /**
   * Gives keys other symbols.
   *
   * @param marker the key that was pressed after those whose arrival to await first; undefined if there are none
   * @throws {GuestError} when that fails, or keys that were pressed before may be lost
   */
  async change(keys: readonly KeySymbols[], marker?: number): Promise<void> {
    const limit = Deadline.after(takenMs + changeMs, "changing the guest's key map");
    const change = { keys, marker, limitMs: takenMs };
    const { former, problem } = await this.#guest
      .run(limit, (agent, deadline) => remapKeys(agent, this.#display, change, deadline))
      .catch((error: unknown) => {
        throw error instanceof GuestError ? notTyped(this.#character, error) : error;
      });
    for (const key of former) if (!this.#former.has(key.keycode)) this.#former.set(key.keycode, key);
    if (problem !== undefined) throw keysLost(problem);
  }

  /**
   * Puts back what {@link change} has changed. Does nothing after a revert to a snapshot, whose key map is its own.
   *
   * @throws as {@link change}
   */
  async restore(marker?: number): Promise<void> {
    const former = [...this.#former.values()];
    if (former.length === 0 || (await this.#guest.session()) !== this.#session) return;
    await this.change(former, marker);
    this.#former.clear();
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
