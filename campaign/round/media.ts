// The videos and screenshots that a run left are whole.
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { execa } from "execa";
import type { Place } from "./place.ts";

/** One line for each finished video that does not play, and each screenshot that is cut off. */
export async function brokenMedia(place: Place): Promise<readonly string[]> {
  const directory = join(place.project, "demo-videos");
  const names = await readdir(directory, { recursive: true }).catch(() => []);
  // What is being finished has not got its name yet.
  const own = names.filter((name) => !name.startsWith("notes/") && !name.endsWith(".finishing.mp4"));
  const checks = own.map(async (name) => {
    const path = join(directory, name);
    if (name.endsWith(".mp4")) return (await plays(path)) ? [] : [`broken: ${name} does not play`];
    if (name.endsWith(".png")) return (await isWholePng(path)) ? [] : [`broken: ${name} is cut off`];
    return [];
  });
  return (await Promise.all(checks)).flat();
}

/** Whether a video plays. An unfinished one may be cut off, or end before its first fragment. */
async function plays(path: string): Promise<boolean> {
  const isPartial = path.endsWith(".partial.mp4");
  if (isPartial && !(await readFile(path)).includes("moof")) return true;
  const entries = ["-show_entries", "stream=nb_read_frames", "-count_frames", "-select_streams", "v:0"];
  const { stdout, stderr } = await execa("ffprobe", ["-v", "error", ...entries, "-of", "csv=p=0", path], {
    reject: false,
  });
  return (stderr === "" || isPartial) && Number.parseInt(stdout, 10) > 0;
}

/** Whether it ends with the chunk that every PNG ends with. */
async function isWholePng(path: string): Promise<boolean> {
  return (await readFile(path)).subarray(-8, -4).toString("latin1") === "IEND";
}
