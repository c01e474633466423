// Takes screenshots of a VM.
import type { Frame } from "../base/geometry/frame.ts";
import { Deadline } from "../base/time/deadline.ts";
import { writePng } from "../screen/files/png.ts";
import { currentFrame } from "../screen/live-frames.ts";
import type { Machine } from "./machine.ts";

/** Captures the current screen. */
export async function captureFrame(machine: Machine): Promise<Frame> {
  const client = await machine.vnc();
  return currentFrame(client, Deadline.after(30_000, `screenshot of ${machine.description.name}`));
}

/** Writes the screen to a PNG file. */
export async function saveScreenshot(machine: Machine, path: string): Promise<Frame> {
  const frame = await captureFrame(machine);
  await writePng(path, frame);
  return frame;
}
