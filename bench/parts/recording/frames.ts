// Reads the frames of a video.
import type { Region } from "../../../src/base/geometry/region.ts";
import { run } from "../../../src/base/process/process.ts";

/** Number of decoded frames of a video. */
export async function frameCount(path: string): Promise<number> {
  const show = ["-count_frames", "-select_streams", "v", "-show_entries", "stream=nb_read_frames", "-of", "csv=p=0"];
  const { stdout } = await run("ffprobe", ["-v", "error", ...show, path], { timeout: 300_000 });
  return Number(stdout.trim());
}

/** The mean brightness of a region in each frame, from 16 (black) to 235 (white) as in video. */
export async function brightness(path: string, { x, y, width, height }: Region): Promise<number[]> {
  const filter = `crop=${width}:${height}:${x}:${y},signalstats,metadata=print:key=lavfi.signalstats.YAVG:file=-`;
  const args = ["-v", "error", "-i", path, "-fps_mode", "passthrough", "-vf", filter, "-f", "null", "-"];
  const { stdout } = await run("ffmpeg", args, { timeout: 300_000 });
  return [...stdout.matchAll(/YAVG=([\d.]+)/g)].map(([, value]) => Number(value));
}
