// Failures during a recording: a clear error, and the video so far can be played.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdir, readdir, readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { expect, onTestFinished, test, vi } from "vitest";
import { type Recording, RecordingError, startRecording } from "../../../src/recording/recorder.ts";
import { testDirectory } from "../../support/domains.ts";
import { startXvnc } from "../../support/rfb/xvnc.ts";
import { xvncScreen } from "../../support/rfb/xvnc-screen.ts";
import { countFrames, topLevelBoxes } from "../../support/video/video.ts";

const program = fileURLToPath(new URL("./programs/record.ts", import.meta.url));
const password = "kudasai8";

async function videoPath(): Promise<string> {
  return join(await testDirectory(), "section.mp4");
}

async function failureOf(promise: Promise<unknown>): Promise<RecordingError> {
  const thrown = await promise.then(
    () => undefined,
    (error: unknown) => error,
  );
  expect(thrown).toBeInstanceOf(RecordingError);
  return thrown as RecordingError;
}

/** The ffmpeg processes started by a process. */
async function encodersOf(parent: number): Promise<number[]> {
  const found: number[] = [];
  for (const entry of await readdir("/proc")) {
    if (!/^\d+$/.test(entry)) continue;
    const stat = await readFile(join("/proc", entry, "stat"), "utf8").catch(() => "");
    const [, name, ppid] = /^\d+ \((.*)\) \S (\d+)/.exec(stat) ?? [];
    if (name === "ffmpeg" && Number(ppid) === parent) found.push(Number(entry));
  }
  return found;
}

/** Resolves when a video's file holds a second. */
async function recorded(partialPath: string): Promise<void> {
  await expect.poll(() => topLevelBoxes(partialPath), { timeout: 60_000, interval: 50 }).toContain("moof");
}

/** The partial file is playable and as long as the error says, and there is no other file. */
async function expectKept(error: RecordingError, recording: Recording, least: number): Promise<void> {
  expect(error).toMatchObject({
    code: "RECORDING",
    facts: { path: recording.path, partialPath: recording.partialPath },
  });
  expect(error.next).toContain(`the video up to the failure is playable: ${recording.partialPath}`);
  expect(await readdir(dirname(recording.path))).toContain("section.partial.mp4");
  expect(existsSync(recording.path)).toBe(false);
  const frames = await countFrames(recording.partialPath);
  expect(frames).toBeGreaterThanOrEqual(least * 30);
  expect(Number(error.facts.recordedMs) / 1000).toBeCloseTo(frames / 30, 1);
}

test("without ffmpeg nothing starts, and the error says what to install", async () => {
  await using screen = await xvncScreen("320x240");
  const path = await videoPath();
  vi.stubEnv("PATH", "/nonexistent");
  onTestFinished(() => void vi.unstubAllEnvs());
  const error = await failureOf(startRecording(screen.client, path));
  expect(error.headline).toContain("ffmpeg is not installed");
  expect(error).toMatchObject({ next: "install the package ffmpeg", facts: { path, stage: "start" } });
  expect(await readdir(dirname(path))).toEqual([]);
});

test("reports a missing folder at once", async () => {
  await using screen = await xvncScreen("320x240");
  const path = join(await testDirectory(), "missing", "section.mp4");
  const error = await failureOf(startRecording(screen.client, path));
  expect(error.message).toContain("ENOENT");
  expect(await encodersOf(process.pid)).toEqual([]);
});

test("when ffmpeg dies, the recording ends and keeps the video so far", async () => {
  await using screen = await xvncScreen("320x240");
  await using recording = await startRecording(screen.client, await videoPath());
  await recorded(recording.partialPath);
  const [encoder] = await encodersOf(process.pid);
  process.kill(encoder ?? Number.NaN, "SIGKILL");
  await expect.poll(async () => (await encodersOf(process.pid)).length, { timeout: 20_000 }).toBe(0);
  const passed = async (): Promise<number> => {
    const before = recording.seconds();
    await delay(100);
    return recording.seconds() - before;
  };
  await expect.poll(passed, { timeout: 20_000 }).toBe(0);
  const error = await failureOf(recording.finish());
  expect(error.headline).toBe("the video could not be encoded: ffmpeg was killed by SIGKILL");
  await expectKept(error, recording, 1);
});

test("when the screen is gone, the recording keeps the video so far", async () => {
  await using screen = await xvncScreen("320x240");
  await using recording = await startRecording(screen.client, await videoPath());
  await delay(1500);
  await screen.kill();
  await screen.client.closed;
  const error = await failureOf(recording.finish());
  expect(error.headline).toContain("the connection to the screen ended before the recording: ");
  expect(error.cause).toMatchObject({ code: "VNC" });
  await expectKept(error, recording, 1.4);
  await expect(startRecording(screen.client, recording.path)).rejects.toMatchObject({ facts: { stage: "start" } });
});

test("keeps a video that cannot be finalized", async () => {
  await using screen = await xvncScreen("320x240");
  const path = await videoPath();
  await mkdir(path.replace(".mp4", ".finishing.mp4"));
  await using recording = await startRecording(screen.client, path);
  await delay(500);
  const error = await failureOf(recording.finish());
  expect(error.facts.stage).toBe("finish");
  expect(error.output).toContain("Is a directory");
  await expectKept(error, recording, 0.4);
  await expect(recording.finish()).rejects.toBe(error);
});

test("with a slow ffmpeg, frames wait in bounded memory and the clock stays right", async () => {
  await using screen = await xvncScreen("1280x800");
  const path = await videoPath();
  await using recording = await startRecording(screen.client, path);
  await recorded(recording.partialPath);
  const [encoder = Number.NaN] = await encodersOf(process.pid);
  const before = process.memoryUsage().arrayBuffers;
  process.kill(encoder, "SIGSTOP");
  for (let x = 0; x < 120; x++) {
    screen.client.pointer(100 + x, 100);
    await delay(33);
  }
  const most = process.memoryUsage().arrayBuffers - before;
  process.kill(encoder, "SIGCONT");
  await delay(300);
  const seconds = recording.seconds();
  const video = await recording.finish();
  // All of them would take 175 MiB.
  expect(most).toBeLessThan(90 * 1024 * 1024);
  expect(Math.abs(video.seconds - seconds)).toBeLessThan(0.1);
  expect(await countFrames(path)).toBe(video.frames);
});

/** Runs the recording program behind other arguments; resolves when it records. */
async function recordingProgram(
  args: string[],
  prefix: string[] = [],
): Promise<ChildProcess & { lines: AsyncIterator<string> }> {
  const [command = "", ...rest] = [...prefix, process.execPath, program, ...args];
  const child = spawn(command, rest, { stdio: ["pipe", "pipe", "inherit"] });
  onTestFinished(() => void child.kill("SIGKILL"));
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  expect((await lines.next()).value).toBe("recording");
  return Object.assign(child, { lines });
}

test("after kill -9 of the recording process, the video so far plays and ffmpeg is gone", async () => {
  await using server = await startXvnc(password, "320x240");
  const path = await videoPath();
  const child = await recordingProgram([String(server.port), password, path]);
  await recorded(path.replace(".mp4", ".partial.mp4"));
  const encoders = await encodersOf(child.pid ?? 0);
  expect(encoders.length).toBe(1);
  child.kill("SIGKILL");
  await once(child, "exit");
  expect(await readdir(dirname(path))).toEqual(["section.partial.mp4"]);
  expect(await countFrames(path.replace(".mp4", ".partial.mp4"))).toBeGreaterThanOrEqual(30);
  await expect.poll(() => existsSync(`/proc/${encoders[0]}`), { timeout: 20_000 }).toBe(false);
});

test("on a full disk, the video so far plays", async () => {
  await using server = await startXvnc(password, "320x240");
  const directory = await testDirectory();
  const disk = join(directory, "disk");
  await mkdir(disk);
  const namespace = ["unshare", "--user", "--map-root-user", "--mount", "sh", "-c"];
  const mount = 'mount -t tmpfs -o size=4m tmpfs "$0" && exec "$@"';
  const copy = join(directory, "copy.mp4");
  const args = [String(server.port), password, join(disk, "section.mp4"), join(disk, "filler"), copy];
  const child = await recordingProgram(args, [...namespace, mount, disk]);
  const said = JSON.parse(String((await child.lines.next()).value));
  expect(said).toMatchObject({ code: "RECORDING", facts: { stage: "file" } });
  expect(said.message).toContain("no space left on device");
  const frames = await countFrames(copy);
  expect(frames).toBeGreaterThanOrEqual(30);
  expect(Number(said.facts.recordedMs) / 1000).toBeCloseTo(frames / 30, 1);
});
