import { expect, onTestFinished, test } from "vitest";
import { Deadline } from "../../../../src/base/time/deadline.ts";
import { guestAgent } from "../../../../src/guest/agent.ts";
import { type SettleRule, screenSettles } from "../../../../src/readiness/conditions/settled-screen.ts";
import type { VncClient } from "../../../../src/rfb/connect.ts";
import { FakeScreen } from "../../../support/rfb/fake-screen.ts";

/** Waits for a screen with shorter times than a boot's. */
function settling(screen: FakeScreen, rule: SettleRule, limitMs = 5000): { done: Promise<number>; seen: string[] } {
  const seen: string[] = [];
  const context = { deadline: Deadline.after(limitMs, "boot"), saw: (what: string) => void seen.push(what) };
  const start = performance.now();
  const done = screenSettles(screen as unknown as VncClient, rule, context).then(() => performance.now() - start);
  return { done, seen };
}

test("a still screen settles, and watching ends", async () => {
  const screen = new FakeScreen();
  const { done, seen } = settling(screen, { stillMs: 200 });
  await done;
  // A timer may fire slightly early; then the wait checks once more.
  expect(seen[0]).toMatch(/^the screen changed \d+ ms ago$/);
  expect([screen.awake, screen.listeners]).toEqual([0, 0]);
});

test("each change restarts the wait", async () => {
  const screen = new FakeScreen();
  const { done } = settling(screen, { stillMs: 300 });
  const paint = setTimeout(() => screen.paint({ x: 0, y: 0, width: 50, height: 50, colour: [255, 0, 0] }), 200);
  onTestFinished(() => clearTimeout(paint));
  expect(await done).toBeGreaterThan(450);
});

test("a still screen of a busy guest is not settled, and the error says so", async () => {
  let busy = 0;
  const agent = guestAgent(async () => {
    busy += 1000;
    return JSON.stringify({ return: [{ user: busy, system: 0, idle: 0 }] });
  });
  const { done, seen } = settling(new FakeScreen(), { stillMs: 100, agent }, 500);
  await expect(done).rejects.toThrow("boot took longer than 500 ms");
  expect(seen.at(-1)).toMatch(/^the screen is still, but the guest is busy: 100 % of a CPU, for \d+ ms$/);
});

test("a busy guest is waited for no longer than was asked, and with 0 only the screen counts", async () => {
  let busy = 0;
  const agent = guestAgent(async () => {
    busy += 1000;
    return JSON.stringify({ return: [{ user: busy, system: 0, idle: 0 }] });
  });
  expect(await settling(new FakeScreen(), { stillMs: 100, agent, busyMs: 500 }).done).toBeGreaterThan(590);
  expect(await settling(new FakeScreen(), { stillMs: 100, agent, busyMs: 0 }).done).toBeLessThan(500);
});

test("a part that never stands still can be ignored; until then the error names it", async () => {
  const screen = new FakeScreen();
  const clock = { x: 90, y: 0, width: 10, height: 10 };
  const ticking = setInterval(() => screen.paint({ ...clock, colour: [255, 0, 0] }), 20);
  onTestFinished(() => clearInterval(ticking));
  const { done, seen } = settling(screen, { stillMs: 200 }, 400);
  await expect(done).rejects.toThrow("boot took longer than 400 ms");
  expect(seen.at(-1)).toMatch(/^the screen changed \d+ ms ago at 10x10 at 90,0$/);
  await settling(screen, { stillMs: 200, ignore: [clock] }).done;
});

test("a screen whose connection ends does not settle", async () => {
  const screen = new FakeScreen();
  const { done } = settling(screen, { stillMs: 10_000 });
  screen.close(new Error("lost"));
  await expect(done).rejects.toThrow("lost");
});
