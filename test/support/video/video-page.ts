// A video in Chromium, as test/support/video/video-page.html reports it.
import { readFile } from "node:fs/promises";
import { basename, dirname } from "node:path";
import { chromium } from "playwright-core";
import { serveFiles } from "../files/file-server.ts";
import { chromiumPath } from "../host/chromium.ts";
import type { Colour } from "../rfb/fake-screen.ts";

/** A video as the browser reports it. */
export interface OpenedVideo {
  /** Seconds. */
  readonly duration: number;
  readonly width: number;
  readonly height: number;
  /** The captions' texts and times, in seconds; empty without captions. */
  readonly cues: readonly { readonly start: number; readonly end: number; readonly text: string }[];
}

/** A video in a page of Chromium; `await using` closes both. */
export interface VideoPage extends AsyncDisposable {
  readonly video: OpenedVideo;
  /** Seeks to a time, in seconds, and reads pixels of the frame there. */
  coloursAt(seconds: number, points: readonly { readonly x: number; readonly y: number }[]): Promise<Colour[]>;
  /** Plays from start to end; returns the elapsed seconds and the last time shown, in seconds. */
  play(): Promise<{ seconds: number; last: number }>;
}

/** Milliseconds for Chromium to start and open a page: a busy machine takes long. */
const startLimit = 120_000;

/**
 * Opens a video and the captions beside it, from a web server on this machine.
 *
 * @throws the browser's error for a video or captions that it cannot play
 */
export async function openVideo(path: string, captions?: string): Promise<VideoPage> {
  await using stack = new AsyncDisposableStack();
  const html = await readFile(new URL("video-page.html", import.meta.url), "utf8");
  const server = stack.use(await serveFiles(dirname(path), { "video-page.html": html }));
  // Root may not use Chromium's sandbox; the page is this project's own.
  const args = process.getuid?.() === 0 ? ["--no-sandbox"] : [];
  const browser = stack.use(await chromium.launch({ executablePath: chromiumPath(), args, timeout: startLimit }));
  const page = await browser.newPage();
  page.setDefaultTimeout(startLimit);
  const names = { video: basename(path), ...(captions !== undefined && { captions: basename(captions) }) };
  await page.goto(`${server.url}/video-page.html?${new URLSearchParams(names)}`);
  const video = await page.evaluate<OpenedVideo>("player.open()");
  const all = stack.move();
  return {
    video,
    coloursAt: (seconds, points) => page.evaluate(`player.coloursAt(${seconds}, ${JSON.stringify(points)})`),
    play: () => page.evaluate("player.play()"),
    [Symbol.asyncDispose]: () => all.disposeAsync(),
  };
}
