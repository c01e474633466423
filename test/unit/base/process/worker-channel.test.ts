import { fileURLToPath } from "node:url";
import { expect, onTestFinished, test } from "vitest";
import { run } from "../../../../src/base/process/process.ts";
import { WorkerChannel } from "../../../../src/base/process/worker-channel.ts";
import type { EchoWorker } from "../programs/echo-worker.ts";

const worker = new URL("../programs/echo-worker.ts", import.meta.url);

function channelTo(options: { data?: unknown; onExit?: () => void } = {}): WorkerChannel<EchoWorker> {
  const channel = new WorkerChannel<EchoWorker>(worker, { name: "echo", ...options });
  onTestFinished(() => channel.end());
  return channel;
}

test("starts with the first call and answers each with its own result", async () => {
  const channel = channelTo({ data: { from: "the test" } });
  expect(channel.running).toBe(false);
  const sums = [1, 2, 3].map((value) => channel.call("add", [value, 10]));
  expect(channel.running).toBe(true);
  expect(await Promise.all(sums)).toEqual([11, 12, 13]);
  expect(await channel.call("data", [])).toEqual({ from: "the test" });
});

test("moves buffers to the worker and back", async () => {
  const channel = channelTo();
  const bytes = new Uint8Array(1000);
  expect(await channel.call("length", [bytes], [bytes.buffer])).toBe(1000);
  expect(bytes.length).toBe(0);
  expect(await channel.call("zeros", [5])).toEqual(new Uint8Array(5));
});

test("delivers notices in order, before the calls that follow them", async () => {
  const channel = channelTo();
  channel.notify("note", ["a"]);
  channel.notify("note", ["b"]);
  expect(await channel.call("noted", [])).toBe("ab");
});

test("rejects a call whose handler throws, with the worker's stack, and continues", async () => {
  const channel = channelTo();
  await expect(channel.call("fail", ["no luck"])).rejects.toThrow(/no luck\n\s+at .*echo-worker\.ts/);
  expect(await channel.call("add", [1, 1])).toBe(2);
});

test("rejects a call with parameters that cannot be cloned, and continues", async () => {
  const channel = channelTo();
  const symbol = Symbol("uncloneable") as unknown as number;
  await expect(channel.call("add", [symbol, 1])).rejects.toThrow("could not be cloned");
  expect(await channel.call("add", [1, 1])).toBe(2);
});

test("rejects pending calls when the thread exits, and restarts it with the next one", async () => {
  let exits = 0;
  const channel = channelTo({ onExit: () => exits++ });
  channel.notify("note", ["lost"]);
  const pending = channel.call("exit", [7]);
  await expect(pending).rejects.toThrow("the worker thread ended with code 7");
  expect([exits, channel.running]).toEqual([1, false]);
  expect(await channel.call("noted", [])).toBe("");
});

test("a failing notice ends the thread with its error, and the next call restarts it", async () => {
  let exits = 0;
  const channel = channelTo({ onExit: () => exits++ });
  channel.notify("note", [""]);
  await expect(channel.call("noted", [])).rejects.toThrow("nothing to note");
  expect(await channel.call("add", [1, 1])).toBe(2);
  expect(exits).toBe(1);
});

test("an ended thread is not running, and the next call restarts it", async () => {
  const channel = channelTo();
  await channel.call("add", [1, 1]);
  await channel.end();
  expect(channel.running).toBe(false);
  expect(await channel.call("add", [1, 1])).toBe(2);
});

test.for(["wait", "abandon"])("keeps the process alive only until the answer arrives (%s)", async (mode) => {
  const program = fileURLToPath(new URL("../programs/call-worker.ts", import.meta.url));
  const { stdout } = await run(process.execPath, [program, mode], { timeout: 20_000 });
  expect(stdout).toBe("7");
});
