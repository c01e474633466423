// Reads the text of a screen with tesseract, and caches the lines it has read.
import { crop, type Frame } from "../base/geometry/frame.ts";
import { clipped, type Region, wholeOf } from "../base/geometry/region.ts";
import type { Deadline } from "../base/time/deadline.ts";
import { onLine, type UnreadLine } from "./ocr/prepare.ts";
import { mostProcesses, recognise } from "./ocr/tesseract.ts";
import { findLinesInWorker, sheetInWorker } from "./ocr/thread.ts";

/** A word on the screen. */
export interface Word {
  readonly text: string;
  /** In pixels of the screen. */
  readonly region: Region;
  /** From 0 to 1. */
  readonly confidence: number;
}

/** Words side by side. */
export interface Line {
  /** In pixels of the screen. */
  readonly region: Region;
  readonly words: readonly Word[];
}

/** Lines per tesseract process: fewer do not justify another process. */
const linesPerProcess = 12;

/** Width divided by height that a line of at least two letters exceeds. */
const wordAspectRatio = 1.5;

/** Minimum confidence of a second reading; icons stay below it. */
const sureConfidence = 0.6;

/** Confidence of a sign that is recognised by its shape. */
const signConfidence = 0.9;

/** Size of the cache in lines: about forty full screens. */
const mostKnownLines = 4000;

/** Reads one language, and caches words by the look of their line, so that each line is read once. */
export class TextReader {
  readonly #language: string;
  /** Words by the key of their line, relative to its top left corner; least recently used first. */
  readonly #known = new Map<string, readonly Word[]>();

  /** @param language as tesseract names it; default `eng` */
  constructor(language = "eng") {
    this.#language = language;
  }

  /**
   * Reads the lines of text in a region of a frame, from top to bottom. The frame may change as soon as the promise is
   * returned.
   *
   * @param region clipped to the frame. Default: all of it
   * @throws {OcrError} when tesseract or the language's data is not installed
   */
  async read(frame: Frame, region: Region | undefined, deadline: Deadline): Promise<Line[]> {
    const part = clipped(region ?? wholeOf(frame), frame);
    if (!part) return [];
    const lines = await deadline.race(findLinesInWorker(crop(frame, part)));
    const fresh = new Map(lines.filter(({ key }) => !this.#known.has(key)).map((line) => [line.key, line]));
    await this.#learn([...fresh.values()], deadline);
    const read = lines.map((line) => toScreen(line, this.#recall(line.key), part));
    this.#forget();
    return read.filter(({ words }) => words.length > 0);
  }

  async #learn(fresh: readonly UnreadLine[], deadline: Deadline): Promise<void> {
    const lines = fresh.filter(({ sign }) => sign === undefined);
    for (const { key, ink, sign } of fresh) {
      if (sign !== undefined) this.#known.set(key, [{ text: sign, region: wholeOf(ink), confidence: signConfidence }]);
    }
    const parts = Math.min(mostProcesses, Math.ceil(lines.length / linesPerProcess));
    // Dealt out in turn to balance the load.
    const shares = Array.from({ length: parts }, (_, part) => lines.filter((_line, at) => at % parts === part));
    await Promise.all(shares.map((share) => this.#learnShare(share, deadline)));
  }

  async #learnShare(lines: readonly UnreadLine[], deadline: Deadline): Promise<void> {
    const read = await this.#recognise(lines, "line", deadline);
    // Tesseract now and then takes a line, mostly a single bold word, for noise.
    const silent = lines.filter(({ key, ink }) => !read.has(key) && ink.width > ink.height * wordAspectRatio);
    const second = silent.length > 0 ? await this.#recognise(silent, "raw", deadline) : new Map<string, Word[]>();
    for (const { key } of lines) this.#known.set(key, read.get(key) ?? second.get(key)?.filter(isSure) ?? []);
  }

  /** Words by the key of their line; lines without words are left out. */
  async #recognise(
    lines: readonly UnreadLine[],
    mode: "line" | "raw",
    deadline: Deadline,
  ): Promise<Map<string, Word[]>> {
    const sheet = await deadline.race(sheetInWorker(lines.map(({ ink }) => ink)));
    const read = new Map<string, Word[]>();
    for (const { page, region, ...word } of await recognise(sheet, this.#language, mode, deadline)) {
      const line = lines[page];
      if (!line) continue;

      const placed = { ...word, region: onLine(region, wholeOf(line.ink)) };
      read.set(line.key, [...(read.get(line.key) ?? []), placed]);
    }
    return read;
  }

  #recall(key: string): readonly Word[] {
    const words = this.#known.get(key) ?? [];
    this.#known.delete(key);
    this.#known.set(key, words);
    return words;
  }

  #forget(): void {
    for (const key of this.#known.keys()) {
      if (this.#known.size <= mostKnownLines) return;
      this.#known.delete(key);
    }
  }
}

function isSure({ confidence }: Word): boolean {
  return confidence >= sureConfidence;
}

function toScreen({ region }: UnreadLine, words: readonly Word[], part: Region): Line {
  const [x, y] = [part.x + region.x, part.y + region.y];
  const moved = words.map((word) => ({
    ...word,
    region: { ...word.region, x: x + word.region.x, y: y + word.region.y },
  }));
  return { region: { ...region, x, y }, words: moved };
}
