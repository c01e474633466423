// Verifies that a typed text has arrived: reads it where the screen has changed since before it was typed.
import { OptionError } from "../../base/errors.ts";
import type { Frame } from "../../base/geometry/frame.ts";
import { joined, type Region } from "../../base/geometry/region.ts";
import type { LiveScreen } from "../../base/live-screen.ts";
import { Deadline } from "../../base/time/deadline.ts";
import { describeDuration } from "../../base/time/seconds.ts";
import { changedRows } from "../../screen/changed-rows.ts";
import { whileConnected } from "../../screen/connected.ts";
import { LiveFrames } from "../../screen/live-frames.ts";
import { textFinder } from "../../screen/targets/text/finder.ts";
import { TypingLostError } from "../errors.ts";
import { readableParts } from "./readable.ts";
import { standsWrapped } from "./wrapped.ts";

/** Milliseconds for the frame before the text, and for the last look, which a busy machine takes long for. */
const limitsMs = { firstFrame: 60_000, lastLook: 60_000 } as const;

/**
 * Types a text with `type`, and waits until the screen shows it.
 *
 * @param limitMs milliseconds for the text to appear once it was typed
 * @throws {OptionError} when nothing of the text can be read from a screen; nothing was typed then
 * @throws {TypingLostError} when the screen does not show it in time
 */
export async function typeVerified(
  screen: LiveScreen,
  text: string,
  limitMs: number,
  type: () => Promise<void>,
): Promise<void> {
  const parts = readableParts(text);
  if (parts.length === 0) throw nothingToRead();
  using frames = await LiveFrames.open(
    screen,
    whileConnected(screen, Deadline.after(limitsMs.firstFrame, "the screen before typing")),
  );
  const { frame: before } = frames.take();
  await type();
  await new Arrival(frames, before, parts).wait(screen, limitMs);
}

/** The arrival of the parts of a text. */
class Arrival {
  readonly #frames: LiveFrames;
  readonly #before: Frame;
  readonly #parts: readonly string[];
  /** Where the screen was painted meanwhile, even if it looks as before. */
  #painted: readonly Region[] = [];
  #read = "";

  constructor(frames: LiveFrames, before: Frame, parts: readonly string[]) {
    this.#frames = frames;
    this.#before = before;
    this.#parts = parts;
  }

  async wait(screen: LiveScreen, limitMs: number): Promise<void> {
    const wait = whileConnected(screen, Deadline.after(limitMs, "wait for the typed text"));
    const look = whileConnected(screen, Deadline.after(limitMs + limitsMs.lastLook, "look for the typed text"));
    for (;;) {
      const missing = await this.#missing(look);
      if (missing === undefined) return;
      if (!(await this.#frames.until(() => this.#frames.changed.length > 0, wait))) throw this.#lost(missing, limitMs);
    }
  }

  /** The first part that the screen does not show. */
  async #missing(deadline: Deadline): Promise<string | undefined> {
    const { frame, changed = [] } = this.#frames.take();
    this.#painted = joined([...this.#painted, ...changed]);
    const rows = changedRows(this.#before, frame);
    const places = rows.length > 0 ? rows : this.#painted;
    const seen: string[] = [];
    const missing = new Set(this.#parts);
    for (const region of places) {
      for (const part of this.#parts) {
        const sighting = await textFinder(part, undefined, { region }).look(frame, undefined, deadline);
        if (sighting.found) missing.delete(part);
        if (part === this.#parts[0]) seen.push(sighting.seen ?? "");
      }
    }
    this.#read = seen.filter((lines) => lines.trim() !== "").join("\n");
    return [...missing].find((part) => !standsWrapped(part, this.#read.split("\n")));
  }

  #lost(missing: string, limitMs: number): TypingLostError {
    return new TypingLostError(
      {
        headline: `the typed text did not appear on the screen within ${describeDuration(limitMs)}`,
        facts: { missing },
        output: this.#read === "" ? "read where the screen has changed: nothing" : `read instead:\n${this.#read}`,
        next: "make sure that the right window has the keyboard focus; leave verify out where the text is hidden",
      },
      this.#read,
    );
  }
}

function nothingToRead(): OptionError {
  return new OptionError({
    headline: "the text cannot be verified: it has no Latin letter or digit that can be read from the screen",
    next: "nothing was typed; leave verify out",
  });
}
