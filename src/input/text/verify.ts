// Verifies that a typed text has arrived: reads it where the screen has changed since before it was typed, and leaves out
// what stood there before.
import { OptionError } from "../../base/errors.ts";
import type { Frame } from "../../base/geometry/frame.ts";
import type { Region } from "../../base/geometry/region.ts";
import type { LiveScreen } from "../../base/live-screen.ts";
import { Deadline } from "../../base/time/deadline.ts";
import { describeDuration } from "../../base/time/seconds.ts";
import { changedRows } from "../../screen/changed-rows.ts";
import { whileConnected } from "../../screen/connected.ts";
import { FirstChanges } from "../../screen/first-changes.ts";
import { LiveFrames } from "../../screen/live-frames.ts";
import type { Sighting } from "../../screen/targets/finder.ts";
import { placesOf } from "../../screen/targets/places.ts";
import { textFinder } from "../../screen/targets/text/finder.ts";
import { TypingLostError } from "../errors.ts";
import { hasAppeared, type TextPlaces } from "./new-places.ts";
import { readableParts } from "./readable.ts";
import { standsWrapped } from "./wrapped.ts";

/** Milliseconds for the frame before the text, and for the last look, which a busy machine takes long for. */
const limitsMs = { firstFrame: 60_000, lastLook: 60_000 } as const;

/** How a text is typed and awaited. */
export interface VerifiedTyping {
  /** Milliseconds for the text to appear once it was typed. */
  readonly limitMs: number;
  /** Ends the wait. */
  readonly signal?: AbortSignal | undefined;
  /** Types the text. */
  readonly type: () => Promise<void>;
}

/**
 * Types a text, and waits until the screen shows it.
 *
 * @throws {OptionError} when nothing of the text can be read from a screen; nothing was typed then
 * @throws {TypingLostError} when the screen does not show it in time
 */
export async function typeVerified(
  screen: LiveScreen,
  text: string,
  { limitMs, signal, type }: VerifiedTyping,
): Promise<void> {
  const parts = readableParts(text);
  if (parts.length === 0) throw nothingToRead();
  using frames = await LiveFrames.open(
    screen,
    whileConnected(screen, Deadline.after(limitsMs.firstFrame, "the screen before typing", { signal })),
  );
  const { frame: before } = frames.take();
  using firstChanges = new FirstChanges(screen, before);
  await type();
  await new Arrival({ frames, before, firstChanges, parts }).wait(screen, limitMs, signal);
}

interface ArrivalParts {
  readonly frames: LiveFrames;
  readonly before: Frame;
  /** The changes of the screen since `before`. */
  readonly firstChanges: FirstChanges;
  /** The parts of the text. */
  readonly parts: readonly string[];
}

/** A part of a text, as a frame shows it. */
interface ReadPart extends TextPlaces {
  /** All lines that were read. */
  readonly lines: readonly string[];
}

/** The arrival of the parts of a text. */
class Arrival {
  readonly #parts: ArrivalParts;
  #read = "";
  /** Whether the missing part is there, and was before. */
  #stood = false;

  constructor(parts: ArrivalParts) {
    this.#parts = parts;
  }

  async wait(screen: LiveScreen, limitMs: number, signal: AbortSignal | undefined): Promise<void> {
    const { frames } = this.#parts;
    const deadline = (ms: number, task: string): Deadline =>
      whileConnected(screen, Deadline.after(ms, task, { signal }));
    const wait = deadline(limitMs, "wait for the typed text");
    const look = deadline(limitMs + limitsMs.lastLook, "look for the typed text");
    for (;;) {
      const missing = await this.#missing(look);
      if (missing === undefined) return;
      if (!(await frames.until(() => frames.changed.length > 0, wait))) throw this.#lost(missing, limitMs);
    }
  }

  /** The first part that the screen does not show, or has shown before. */
  async #missing(deadline: Deadline): Promise<string | undefined> {
    const { frames, before, firstChanges, parts } = this.#parts;
    const { frame } = frames.take();
    const first = firstChanges.frame;
    const rows = changedRows(before, first);
    for (const part of parts) {
      const now = await readPart(part, frame, rows, deadline);
      if (part === parts[0]) this.#read = now.lines.join("\n");
      this.#stood = false;
      if (!isShown(part, now)) return part;
      const earlier = await readPart(part, before, rows, deadline);
      if (!isShown(part, earlier)) continue;
      const between = await readPart(part, first, rows, deadline);
      if (hasAppeared(now, earlier, between.places)) continue;
      if (now.places.length === 0 && !isShown(part, between)) continue;
      this.#stood = true;
      return part;
    }
    return undefined;
  }

  #lost(missing: string, limitMs: number): TypingLostError {
    return new TypingLostError(
      {
        headline: `the typed text did not appear on the screen within ${describeDuration(limitMs)}`,
        facts: { missing },
        output: this.#read === "" ? "read where the screen has changed: nothing" : `read instead:\n${this.#read}`,
        next: this.#stood
          ? "the text stood there before it was typed, which proves nothing: clear it first, or leave verify out"
          : "make sure that the right window has the keyboard focus; leave verify out where the text is hidden",
      },
      this.#read,
    );
  }
}

/** Reads a part of a text in places of a frame. */
async function readPart(part: string, frame: Frame, regions: readonly Region[], deadline: Deadline): Promise<ReadPart> {
  const sightings: Sighting[] = [];
  for (const region of regions) {
    sightings.push(await textFinder(part, undefined, { region, all: true }).look(frame, undefined, deadline));
  }
  const places = sightings.flatMap((sighting) => placesOf(sighting).map(({ region }) => region));
  const lines = sightings.flatMap(({ seen = "" }) => seen.split("\n")).filter((line) => line.trim() !== "");
  return { frame, places, lines };
}

function isShown(part: string, { places, lines }: ReadPart): boolean {
  return places.length > 0 || standsWrapped(part, lines);
}

function nothingToRead(): OptionError {
  return new OptionError({
    headline: "the text cannot be verified: it has no Latin letter or digit that can be read from the screen",
    next: "nothing was typed; leave verify out",
  });
}
