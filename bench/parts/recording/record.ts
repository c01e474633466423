// A program that records with demotool.
import { startRecording } from "../../../src/recording/recorder.ts";
import { recordingProgram } from "./recording-program.ts";

await recordingProgram(async (client, path) => {
  const recording = await startRecording(client, path);
  return () => recording.finish();
});
