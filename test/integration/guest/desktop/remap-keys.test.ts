// The key map of a real X server, Xvnc, changed by the program that a guest runs.
import { setTimeout as delay } from "node:timers/promises";
import { expect, onTestFinished, test } from "vitest";
import { Deadline } from "../../../../src/base/time/deadline.ts";
import { type KeyMapChange, type KeyMapResult, remapKeys } from "../../../../src/guest/desktop/remap-keys.ts";
import type { XDisplay } from "../../../../src/guest/x11/display.ts";
import { runOnDisplay } from "../../../../src/guest/x11/run.ts";
import { keyEvent } from "../../../../src/input/keys/events.ts";
import { connectVnc, probeBanner, type VncClient } from "../../../../src/rfb/connect.ts";
import { localAgent } from "../../../support/local-agent.ts";
import { pingedWindow } from "../../../support/pinged-window.ts";
import { startXvnc } from "../../../support/rfb/xvnc.ts";

const password = "tiger";
const limit = (): Deadline => Deadline.after(30_000, "the test's step");
const key = { keycode: 136, symbols: [0x100_2019, 0x100_2019] };
const [marker, markerCode] = [97, "IntlRo"] as const;
const off = { keycode: marker, on: false };

interface Server {
  readonly client: VncClient;
  readonly display: XDisplay;
  remap(change: Omit<KeyMapChange, "limitMs" | "repeat"> & Partial<KeyMapChange>): Promise<KeyMapResult>;
}

/** An X server without windows, and a connection that presses its keys. */
async function server(): Promise<Server> {
  const xvnc = await startXvnc(password, "640x480", { clients: true });
  onTestFinished(() => xvnc[Symbol.asyncDispose]());
  await probeBanner(xvnc.host, xvnc.port, limit());
  const client = await connectVnc({ ...xvnc, password });
  onTestFinished(() => client[Symbol.asyncDispose]());
  await client.awaitScanCodes(limit());
  const display = { display: xvnc.display, authority: "/nonexistent" };
  const remap: Server["remap"] = (change) =>
    remapKeys(localAgent(), display, { limitMs: 20_000, repeat: off, ...change }, limit());
  return { client, display, remap };
}

/** The symbols of the key, without changing them, and whether the marker repeats (GetKeyboardControl). */
async function stateOf({ display }: Server): Promise<{ symbols: number[]; repeats: boolean }> {
  const code = `
    my $reply = ask(101, 0, pack "C C x2", ${key.keycode}, 1);
    print join(",", (unpack "V*", substr $reply, 32)[0, 1]), " ";
    print vec(unpack("x20 a32", ask(103, 0, "")), ${marker}, 1), "\\n";`;
  const program = { code, args: [], failure: "the keys cannot be read", nextSteps: {} };
  const output = await runOnDisplay(localAgent(), display, program, limit());
  const [symbols = "", repeats] = output.trim().split(" ");
  return { symbols: symbols.split(",").map(Number), repeats: repeats === "1" };
}

test("keys get symbols and their former ones back; the marker does not repeat meanwhile", async () => {
  const x = await server();
  const before = await stateOf(x);
  expect(before.repeats).toBe(true);
  const { former, problem, unanswered } = await x.remap({ keys: [key] });
  expect([problem, unanswered]).toEqual([undefined, false]);
  expect(await stateOf(x)).toEqual({ symbols: key.symbols, repeats: false });
  await x.remap({ keys: former, repeat: { keycode: marker, on: true } });
  expect(await stateOf(x)).toEqual(before);
});

test("without a window that answers a ping, nothing is changed and the answer is that", async () => {
  const x = await server();
  const before = await stateOf(x);
  x.client.scanCodes([keyEvent(markerCode, true)]);
  expect(await x.remap({ keys: [key], marker })).toEqual({ former: [], problem: undefined, unanswered: true });
  x.client.scanCodes([keyEvent(markerCode, false)]);
  expect(await stateOf(x)).toEqual(before);
});

test("keys that do not reach the X session are a problem, and nothing is changed", async () => {
  const x = await server();
  const before = await stateOf(x);
  const { former, problem } = await x.remap({ keys: [key], marker, limitMs: 1000 });
  expect([former, problem]).toEqual([[], "the keys have not reached the X session"]);
  expect(await stateOf(x)).toEqual(before);
});

test("a change that was given up does not follow a later one", async () => {
  const x = await server();
  await using window = await pingedWindow(x.display);
  x.client.scanCodes([keyEvent(markerCode, true)]);
  const givenUp = x.remap({ keys: [key], marker });
  await window.pinged;
  const later = { keycode: key.keycode, symbols: [0x61, 0x61] };
  await x.remap({ keys: [later] });
  window.answer();
  expect(await givenUp).toMatchObject({ former: [], problem: "another change of the key map has begun" });
  expect((await stateOf(x)).symbols).toEqual(later.symbols);
});

test("the map changes once the window with the focus has answered the ping", async () => {
  const x = await server();
  await using window = await pingedWindow(x.display);
  x.client.scanCodes([keyEvent(markerCode, true)]);
  const remapping = x.remap({ keys: [key], marker });
  await window.pinged;
  await delay(200);
  expect((await stateOf(x)).symbols).not.toEqual(key.symbols);
  window.answer();
  expect(await remapping).toMatchObject({ problem: undefined, unanswered: false });
  x.client.scanCodes([keyEvent(markerCode, false)]);
  expect((await stateOf(x)).symbols).toEqual(key.symbols);
});
