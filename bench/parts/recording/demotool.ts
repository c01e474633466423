// demotool's recorder, and what it would be without its own writer.
import { recorderProcess } from "./recorder-process.ts";

/** demotool with the default quality. */
export const demotool = recorderProcess("demotool", "record.ts");

/** The same frames, but ffmpeg gets each of them 30 times a second and writes the file. */
export const everyFrame = recorderProcess("every frame sent", "resend.ts", "lossy");

/** Every frame, without a loss: what the videos are compared with. */
export const lossless = recorderProcess("lossless", "resend.ts", "lossless");
