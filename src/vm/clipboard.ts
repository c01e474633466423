// The clipboard of the VM's desktop.
import { OptionError } from "../base/errors.ts";
import type { Actor } from "../base/journal/actor.ts";
import { waitLimits } from "../base/time/check-duration.ts";
import type { Deadline } from "../base/time/deadline.ts";
import type { GuestAgent } from "../guest/agent.ts";
import { longestClipboardBytes, readClipboard, writeClipboard } from "../guest/desktop/clipboard.ts";
import type { DesktopUser } from "../guest/x11/display.ts";
import { demoUser } from "../images/recipes/parts/demo-user.ts";
import { type GuestAccess, withAgent } from "./in-guest.ts";

/** Options of {@link Clipboard}. */
export interface ClipboardOptions {
  /** Time limit in milliseconds, from 1000 on. Default 30_000. */
  readonly timeout?: number | undefined;
  /** Ends the call with an `AbortedError`. The demo's or test's own signal does so, too. */
  readonly signal?: AbortSignal | undefined;
}

/** The clipboard of the session of the user `demo`: what programs paste with Control+V. */
export class Clipboard {
  readonly #guest: () => GuestAccess;
  readonly #actor: Actor;

  /** @param guest gives the guest whose clipboard it is */
  constructor(guest: () => GuestAccess, actor: Actor) {
    this.#guest = guest;
    this.#actor = actor;
  }

  /**
   * Reads the text on the clipboard.
   *
   * @returns the text; empty if the clipboard is empty
   * @throws {GuestError} when it holds something other than text, or more than 1 MiB, or when the guest has no agent,
   *   no X session or no xclip
   * @throws {TimeoutError} when the program that owns the clipboard does not answer within `options.timeout`
   * @throws {AbortedError} when a signal ends it
   */
  async read(options: ClipboardOptions = {}): Promise<string> {
    return this.#actor.act({ kind: "clipboard.read", details: {} }, async (action) => {
      const text = await this.#run("read", options, readClipboard);
      action.add({ characters: text.length });
      return text;
    });
  }

  /**
   * Puts a text on the clipboard, and resolves when programs can paste it.
   *
   * @param text 1 byte to 1 MiB of UTF-8
   * @throws {OptionError} when it is empty, longer, or no text
   * @throws {GuestError} when the guest has no agent, no X session or no xclip
   * @throws {TimeoutError} when it takes longer than `options.timeout`
   * @throws {AbortedError} when a signal ends it
   */
  async write(text: string, options: ClipboardOptions = {}): Promise<void> {
    const details = { characters: typeof text === "string" ? text.length : 0 };
    await this.#actor.act({ kind: "clipboard.write", details }, async () => {
      checkText(text);
      await this.#run("write", options, (agent, session, deadline) => writeClipboard(agent, session, text, deadline));
    });
  }

  async #run<T>(
    method: "read" | "write",
    { timeout, signal }: ClipboardOptions,
    work: (agent: GuestAgent, session: DesktopUser, deadline: Deadline) => Promise<T>,
  ): Promise<T> {
    const name = `clipboard.${method}`;
    const limited = { method: name, task: `vm.${name}`, timeout, defaultMs: waitLimits.default, own: signal };
    const { machine, deadline: limit } = await withAgent(this.#guest(), limited);
    return machine.work.run(limit, async (deadline) => {
      const { user } = demoUser;
      const environment = await deadline.race(machine.sessions.of(user));
      return work(machine.agent, { user, environment }, deadline);
    });
  }
}

function checkText(text: string): void {
  if (typeof text === "string" && !text.isWellFormed()) throw illFormed(text);
  const bytes = typeof text === "string" ? Buffer.byteLength(text) : 0;
  if (bytes > 0 && bytes <= longestClipboardBytes) return;
  throw new OptionError({
    headline: `a text for the clipboard must be a string of 1 to ${longestClipboardBytes} bytes in UTF-8`,
    facts: { bytes, type: typeof text },
    next: "copy a longer text into the guest as a file, with vm.copyIn",
  });
}

function illFormed(text: string): OptionError {
  const position = [...text].findIndex((character) => !character.isWellFormed());
  const half = [...text][position]?.charCodeAt(0) ?? 0;
  return new OptionError({
    headline: "a text for the clipboard contains half a character: a surrogate without its other half",
    facts: { surrogate: `U+${half.toString(16).toUpperCase()}`, position: position + 1 },
    next: "cut texts between whole characters, such as with [...text], or repair it with text.toWellFormed()",
  });
}
