import { expect, test } from "vitest";
import { InputOrder } from "../../../src/input/order.ts";
import type { SentInput, VncClient } from "../../../src/rfb/connect.ts";

interface Scene {
  readonly order: InputOrder;
  readonly client: VncClient;
  /** What was waited for, in order. */
  readonly waits: string[];
}

/** A server and a guest that write down what they are asked. */
function scene(lastInput: SentInput | undefined, refresh = async (): Promise<void> => {}): Scene {
  const waits: string[] = [];
  const wait = (name: string) => async (): Promise<boolean> => {
    waits.push(name);
    return true;
  };
  const server = { lastInput, refresh: () => wait("server")().then(refresh) };
  const untilServed = async (_: unknown, since = 0): Promise<number> => {
    waits.push(`served since ${since}`);
    return since + 1;
  };
  const order = new InputOrder({ untilIdle: wait("idle"), untilServed });
  return { order, client: server as unknown as VncClient, waits };
}

const now = (device: SentInput["device"]): SentInput => ({ device, time: performance.now() });

test("turning to another device waits for the server, and then for the guest", async () => {
  const { order, client, waits } = scene(now("pointer"));
  await order.turnTo("keyboard", client);
  expect(waits).toEqual(["server", "idle"]);
});

test.for([undefined, now("keyboard")])("the first input, and more of one device, waits for nothing", async (last) => {
  const { order, client, waits } = scene(last);
  await order.turnTo("keyboard", client);
  expect(waits).toEqual([]);
});

test("after a shortcut, the next keys wait once", async () => {
  const { order, client, waits } = scene(now("keyboard"));
  order.pressed();
  await order.turnTo("keyboard", client);
  await order.turnTo("keyboard", client);
  expect(waits).toEqual(["server", "idle"]);
});

test("input of more than a second ago is taken", async () => {
  const { order, client, waits } = scene({ device: "pointer", time: performance.now() - 1001 });
  await order.turnTo("keyboard", client);
  await order.taken(client);
  expect(waits).toEqual([]);
});

test("a server that fails does not fail the wait: the next event does", async () => {
  const { order, client, waits } = scene(now("pointer"), () => Promise.reject(new Error("gone")));
  await order.taken(client);
  expect(waits).toEqual(["server", "idle"]);
});

test("each position of a way waits for the one before", async () => {
  const { order, waits } = scene(now("pointer"));
  await order.keepPace();
  await order.keepPace();
  expect(waits).toEqual(["served since 0", "served since 1"]);
});
