// Records a VNC server's screen for a test that disturbs this process, its disk or its ffmpeg.
import { once } from "node:events";
import { appendFileSync, copyFileSync, readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { setTimeout as delay } from "node:timers/promises";
import { RecordingError, startRecording } from "../../../../src/recording/recorder.ts";
import { connectVnc } from "../../../../src/rfb/connect.ts";

const [port, password, path = "", filler = "", copy = ""] = process.argv.slice(2);
await using client = await connectVnc({ host: "127.0.0.1", port: Number(port), password });
const recording = await startRecording(client, path);
const moving = setInterval(() => client.pointer(50 + (Math.round(performance.now() / 10) % 200), 80), 30);
console.log("recording");

if (filler === "") {
  await once(createInterface({ input: process.stdin }), "line");
} else {
  while (!readFileSync(recording.partialPath).includes("moof")) await delay(50);
  try {
    for (;;) appendFileSync(filler, Buffer.alloc(1024));
  } catch {
    // Fill the disk, so that the next part of the video does not fit.
    const seconds = recording.seconds();
    const stopped = async (): Promise<boolean> => {
      const before = recording.seconds();
      await delay(50);
      return recording.seconds() === before;
    };
    while (!(await stopped()) && recording.seconds() < seconds + 60);
  }
}
clearInterval(moving);
try {
  await recording.finish();
  console.log("finished");
} catch (error) {
  if (!(error instanceof RecordingError)) throw error;
  copyFileSync(recording.partialPath, copy);
  console.log(JSON.stringify({ code: error.code, facts: error.facts, message: error.message }));
}
