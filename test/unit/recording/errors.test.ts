import { expect, test } from "vitest";
import { OptionError } from "../../../src/base/errors.ts";
import { ProcessError } from "../../../src/base/process/process.ts";
import { RecordingError, type RecordingStage, recordingFailure } from "../../../src/recording/errors.ts";

const path = "/videos/clip.mp4";

function ffmpegError(code?: string): ProcessError {
  const parts = { headline: "ffmpeg exited", output: "Unknown encoder", next: "install the package ffmpeg" };
  return new ProcessError("ffmpeg", { exitCode: code ? undefined : 1, timedOut: false, code }, parts);
}

test("the message says what could not be done and why, and the facts where", () => {
  const cause = new Error("no space left");
  expect(recordingFailure("file", path, cause)).toMatchObject({
    code: "RECORDING",
    headline: "the video could not be written: no space left",
    facts: { path, stage: "file" },
    cause,
  });
});

test("each stage has a message and advice of its own", () => {
  const stages: readonly RecordingStage[] = ["start", "encoding", "file", "screen", "finish"];
  const errors = stages.map((stage) => recordingFailure(stage, path, new Error("no luck")));
  expect(errors.every((error) => error instanceof RecordingError)).toBe(true);
  expect(new Set(errors.map(({ headline }) => headline)).size).toBe(stages.length);
  expect(new Set(errors.map(({ next }) => next)).size).toBe(stages.length);
});

test("what ffmpeg said is in the error", () => {
  expect(recordingFailure("encoding", path, ffmpegError())).toMatchObject({
    output: "Unknown encoder",
    next: expect.stringContaining("libx264"),
  });
});

test("where the cause knows better what to do, its advice counts", () => {
  expect(recordingFailure("encoding", path, ffmpegError("ENOENT")).next).toBe("install the package ffmpeg");
  const option = new OptionError({ headline: "the name is unusable", next: "give another name" });
  expect(recordingFailure("start", path, option).next).toBe("give another name");
  expect(recordingFailure("finish", path, option).next).not.toContain("another name");
});

test("names the partial video and its length", () => {
  const error = recordingFailure("encoding", path, new Error("no luck"), {
    path: "/videos/clip.part.mp4",
    seconds: 1.2345,
  });
  expect(error.facts).toMatchObject({ partialPath: "/videos/clip.part.mp4", recordedMs: 1235 });
  expect(error.next).toMatch(/; the video up to the failure is playable: \/videos\/clip\.part\.mp4$/);
  expect(recordingFailure("encoding", path, new Error("no luck")).next).not.toContain("playable");
});
