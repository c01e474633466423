// A program that records without demotool's own writer: ffmpeg gets every frame, changed or not.
import { start } from "../../../src/base/process/process.ts";
import { Deadline } from "../../../src/base/time/deadline.ts";
import { Pace } from "../../../src/input/pace.ts";
import { drawPointer } from "../../../src/recording/frames/pointer.ts";
import { VideoCanvas } from "../../../src/recording/frames/video-canvas.ts";
import { framesPerSecond } from "../../../src/recording/timeline.ts";
import type { VncClient } from "../../../src/rfb/connect.ts";
import { recordingProgram } from "./recording-program.ts";
import { type Compression, compressions } from "./settings.ts";

await recordingProgram(async (client, path, [compression]) => {
  await client.refresh(Deadline.after(20_000, "the first frame"));
  const awake = client.keepAwake();
  const canvas = new VideoCanvas(client.framebuffer);
  client.onUpdate(({ regions }) => {
    for (const region of regions) canvas.paint(client.framebuffer, region);
  });
  const { width, height } = canvas.frame;
  const input = ["-f", "rawvideo", "-pix_fmt", "yuv420p", "-s", `${width}x${height}`, "-r", String(framesPerSecond)];
  const output = [...compressions[compression as Compression], "-movflags", "+faststart", "-y", path];
  const ffmpeg = start("ffmpeg", ["-v", "error", ...input, "-i", "pipe:0", ...output], { onOutput: () => {} });
  let going = true;
  const frames = (async (): Promise<void> => {
    const pace = new Pace();
    while (going) {
      await pace.wait(1000 / framesPerSecond);
      await new Promise((sent) => ffmpeg.input.write(frameOf(client, canvas), sent));
    }
  })();
  return async () => {
    going = false;
    await frames;
    awake[Symbol.dispose]();
    await ffmpeg.finish(60_000);
  };
});

/** The current frame, with the pointer. */
function frameOf(client: VncClient, canvas: VideoCanvas): Buffer {
  const frame = Buffer.from(canvas.frame.data);
  const { x = 0, y = 0, cursor } = client.pointerState ?? {};
  if (cursor) drawPointer(frame, canvas.frame, cursor, canvas.locate(x, y));
  return frame;
}
