import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { scanCodes } from "../../../../src/input/keys/codes.ts";
import { LightEcho } from "../../../../src/input/keys/echo.ts";
import { pause } from "../../../../src/input/pace.ts";
import type { ScanCodeEvent, VncClient } from "../../../../src/rfb/connect.ts";

vi.mock(import("../../../../src/input/pace.ts"), async (original) => ({
  ...(await original()),
  pause: vi.fn<typeof pause>(async () => {}),
}));

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

interface Guest {
  readonly client: VncClient;
  /** How often NumLock was pressed and released. */
  readonly presses: () => number;
  /** Reports that the light is on or off. */
  show(numLock: boolean): void;
  close(): void;
  listeners: number;
}

/** A guest that answers each press of NumLock after `answerMs`, or never; its light is unknown until it is shown. */
function guest(answerMs: number | undefined, light?: boolean): Guest {
  const events: ScanCodeEvent[] = [];
  const listeners = new Set<() => void>();
  const closing = Promise.withResolvers<undefined>();
  const state = { lights: light === undefined ? undefined : { numLock: light, capsLock: false, scrollLock: false } };
  let isOn = light ?? false;
  const show = (numLock: boolean): void => {
    state.lights = { numLock, capsLock: false, scrollLock: false };
    for (const listener of listeners) listener();
  };
  const client = Object.assign(Object.create(state), {
    closed: closing.promise,
    scanCodes: (sent: readonly ScanCodeEvent[]) => {
      events.push(...sent);
      isOn = !isOn;
      const now = isOn;
      if (answerMs !== undefined) setTimeout(() => show(now), answerMs);
    },
    onLights: (listener: () => void) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  }) as VncClient;
  const presses = (): number => {
    const pairs = events.map(({ scanCode, down }) => `${scanCode} ${down}`).join();
    return pairs.split(`${scanCodes.NumLock} true,${scanCodes.NumLock} false`).length - 1;
  };
  return {
    client,
    presses,
    show,
    close: () => closing.resolve(undefined),
    get listeners() {
      return listeners.size;
    },
  };
}

/** Milliseconds until a promise is settled, and its value. */
async function timed<T>(promise: Promise<T>): Promise<{ readonly value: T; readonly ms: number }> {
  const start = Date.now();
  let ms: number | undefined;
  const settled = promise.finally(() => {
    ms = Date.now() - start;
  });
  while (ms === undefined && Date.now() - start < 60_000) await vi.advanceTimersByTimeAsync(10);
  return { value: await settled, ms: ms ?? Number.NaN };
}

test("a guest that switches the light confirms what came before, as soon as it does", async () => {
  const { client, presses } = guest(30, false);
  const { value, ms } = await timed(new LightEcho(client).ask());
  expect([value, ms, presses()]).toEqual([true, 30, 1]);
});

test("the first question waits for the server's report of the lights", async () => {
  const { client, show } = guest(20);
  const asked = timed(new LightEcho(client).ask());
  await vi.advanceTimersByTimeAsync(500);
  show(false);
  expect((await asked).value).toBe(true);
});

test("without any report of lights, nothing is pressed and the guest does not answer", async () => {
  const { client, presses } = guest(20);
  const { value, ms } = await timed(new LightEcho(client).ask());
  expect([value, ms, presses()]).toEqual([false, 2000, 0]);
});

test("a guest that never switches the light is given up after 5 s", async () => {
  const { client } = guest(undefined, false);
  const { value, ms } = await timed(new LightEcho(client).ask());
  expect([value, ms]).toEqual([false, 5000]);
});

test("a guest that has answered before counts as one that answers, and has 10 s the next time", async () => {
  const { client, show } = guest(undefined, false);
  const echo = new LightEcho(client);
  const first = timed(echo.ask());
  await vi.advanceTimersByTimeAsync(50);
  show(true);
  expect((await first).value).toBe(true);
  const { value, ms } = await timed(echo.ask());
  expect([value, ms]).toEqual([true, 10_000]);
});

test("a light that shows the answer at once is an old one: a pause takes the place of the answer", async () => {
  const { client, show } = guest(undefined, false);
  const echo = new LightEcho(client);
  const first = timed(echo.ask());
  await vi.advanceTimersByTimeAsync(50);
  show(true);
  await first;
  show(false);
  expect(pause).not.toHaveBeenCalled();
  const { value, ms } = await timed(echo.ask());
  expect([value, ms]).toEqual([true, 0]);
  expect(pause).toHaveBeenCalledExactlyOnceWith(120);
});

test("NumLock ends as it was, and is left alone where it is", async () => {
  const { client, presses } = guest(10, true);
  const echo = new LightEcho(client);
  await timed(echo.restore());
  expect(presses()).toBe(0);
  await timed(echo.ask());
  await timed(echo.restore());
  expect([presses(), client.lights?.numLock]).toEqual([2, true]);
  await timed(echo.restore());
  expect(presses()).toBe(2);
});

test("for a guest that does not answer, NumLock is put back without a wait", async () => {
  const { client, presses } = guest(undefined, false);
  const echo = new LightEcho(client);
  await timed(echo.ask());
  const { ms } = await timed(echo.restore());
  expect([presses(), ms]).toEqual([2, 0]);
});

test("a connection that ends ends the wait, and no listener or timer is left", async () => {
  const silent = guest(undefined, false);
  const asked = timed(new LightEcho(silent.client).ask());
  await vi.advanceTimersByTimeAsync(100);
  expect(silent.listeners).toBe(1);
  silent.close();
  expect((await asked).value).toBe(false);
  expect([silent.listeners, vi.getTimerCount()]).toEqual([0, 0]);
});
