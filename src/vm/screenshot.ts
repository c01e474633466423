// Pictures of what the VM shows.
import { writeFile } from "node:fs/promises";
import { encode } from "fast-png";
import { Deadline } from "../base/deadline.ts";
import type { Frame } from "../base/frame.ts";
import type { Machine } from "./machine.ts";

/** A picture of the screen as it is now. */
export async function captureFrame(machine: Machine): Promise<Frame> {
  const client = await machine.vnc();
  await client.refresh(Deadline.after(30, `screenshot of ${machine.description.name}`));
  return client.snapshot();
}

/** A frame as a PNG file's content. */
export function toPng(frame: Frame): Uint8Array {
  return encode({ width: frame.width, height: frame.height, data: frame.data, channels: 4, depth: 8 });
}

/** Writes the screen to a PNG file. */
export async function saveScreenshot(machine: Machine, path: string): Promise<Frame> {
  const frame = await captureFrame(machine);
  await writeFile(path, toPng(frame));
  return frame;
}
