// demotool's recorder, with and without its own writer.
import { recorderProcess } from "./recorder-process.ts";

/** demotool with the default quality. */
export const demotool = recorderProcess("demotool", "record.ts");

/** The same frames, but ffmpeg gets 30 per second and writes the file. */
export const everyFrame = recorderProcess("every frame sent", "resend.ts", "lossy");

/** Every frame, lossless: the reference for the other videos. */
export const lossless = recorderProcess("lossless", "resend.ts", "lossless");
