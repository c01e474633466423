// The main thread's side of the search thread, which all finders share. It starts when the first one opens.
import type { Frame } from "../../base/geometry/frame.ts";
import type { Region } from "../../base/geometry/region.ts";
import { WorkerChannel } from "../../base/process/worker-channel.ts";
import type { Comparing, Comparison } from "../compare.ts";
import type { Colours } from "../png/to-rgba.ts";
import type { Part, Places, SearchWorker, Sought } from "./worker.ts";

const channel = new WorkerChannel<SearchWorker>(new URL("./worker.ts", import.meta.url), { name: "demotool-search" });

/**
 * Opens a finder: prepares its searches.
 *
 * @param region the part of the screen to search; undefined for all of it
 * @param all whether all places are needed, not only the best one
 */
export function openFinder(finder: number, sought: readonly Sought[], region: Region | undefined, all: boolean): void {
  channel.notify("open", [finder, sought, region, all]);
}

/** Closes a finder and frees its memory. */
export function closeFinder(finder: number): void {
  if (channel.running) channel.notify("close", [finder]);
}

/**
 * Finds the best place of each frame of a finder, or all places.
 *
 * @param parts the whole screen or what changed since the previous call; their buffers are transferred to the thread
 * @param whole whether the parts are the whole screen
 * @throws {Error} when the thread fails
 */
export function look(finder: number, parts: readonly Part[], whole: boolean): Promise<Places> {
  return channel.call("look", [finder, parts, whole], buffersOf(parts.map(({ frame }) => frame)));
}

/**
 * Compares parts of two screens. Their buffers are transferred to the thread.
 *
 * @throws {Error} when the thread fails
 */
export function comparePartsInWorker(comparing: Comparing): Promise<Comparison> {
  return channel.call("compare", [comparing], buffersOf([comparing.expected, comparing.actual]));
}

/**
 * Like {@link countEdges}, on the search thread.
 *
 * @throws {Error} when the thread fails
 */
export function countEdgesInWorker(frame: Frame, mask: Uint8Array): Promise<number> {
  return channel.call("countEdges", [frame, mask]);
}

/**
 * Makes a frame of the inflated pixels of a PNG file.
 *
 * @param bytes the whole of their buffer, which is transferred to the thread
 * @throws {Error} when the thread fails
 */
export function toFrameInWorker(colours: Colours, bytes: Uint8Array): Promise<Frame> {
  return channel.call("toFrame", [colours, bytes], [bytes.buffer as ArrayBuffer]);
}

function buffersOf(frames: readonly Frame[]): ArrayBuffer[] {
  return frames.map(({ data }) => data.buffer as ArrayBuffer);
}
