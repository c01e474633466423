import { expect, test } from "vitest";
import { InputOrder } from "../../../../src/input/order.ts";
import { Hand } from "../../../../src/input/pointer/hand.ts";
import { type RfbGuest, rfbGuest } from "../../../support/guests/rfb-guest.ts";

/** A hand whose guest notes how many pointer events it had been sent whenever it came to rest. */
function handOf(guest: RfbGuest): { hand: Hand; rests: number[]; steps: () => number } {
  const rests: number[] = [];
  let steps = 0;
  const activity = {
    untilIdle: async () => rests.push(guest.pointers.length) > 0,
    untilServed: async () => ++steps,
  };
  return { hand: new Hand(new InputOrder(activity)), rests, steps: () => steps };
}

test("a way with a button down begins after the press was taken, and ends when all of it was", async () => {
  await using guest = await rfbGuest();
  const { hand, rests, steps } = handOf(guest);
  hand.press(guest.client, 1);
  await hand.go(guest.client, [{ x: 10, y: 10 }], { steps: 5, duration: 0 });
  expect(rests).toEqual([1, 6]);
  expect(steps()).toBe(5);
  hand.release(guest.client, 1);
});

test("a way without a button waits for nothing", async () => {
  await using guest = await rfbGuest();
  const { hand, rests, steps } = handOf(guest);
  await hand.go(guest.client, [{ x: 10, y: 10 }], { steps: 5, duration: 0 });
  expect([rests, steps()]).toEqual([[], 0]);
});

test("an action begins after the keys before it were taken", async () => {
  await using guest = await rfbGuest();
  const { hand, rests } = handOf(guest);
  await hand.begin(guest.client);
  expect(rests).toEqual([]);
  guest.client.key(0xff0d, true);
  await hand.begin(guest.client);
  expect(rests).toHaveLength(1);
});
