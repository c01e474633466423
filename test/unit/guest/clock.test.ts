import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Deadline } from "../../../src/base/time/deadline.ts";
import { guestAgent } from "../../../src/guest/agent.ts";
import {
  clockArguments,
  clockNotSet,
  prepareClock,
  setRestoredClock,
  setRevertedClock,
} from "../../../src/guest/clock.ts";

const now = Date.UTC(2026, 6, 1, 12, 0, 0, 600);

beforeEach(() => void vi.useFakeTimers({ now }));
afterEach(() => void vi.useRealTimers());

/** The arguments for a guest whose clock shows `guestMs` halfway through an answer that takes `answerMs`. */
async function argumentsFor(guestMs: number, answerMs = 0): Promise<readonly [string, string]> {
  const agent = guestAgent(async (request) => {
    expect(JSON.parse(request).execute).toBe("guest-get-time");
    vi.setSystemTime(now + answerMs);
    return JSON.stringify({ return: guestMs * 1e6 });
  });
  return clockArguments(agent, Deadline.after(10_000, "the clock"));
}

test("a guest whose clock is behind is told how far, as GNU date takes it, and the time for BusyBox", async () => {
  expect(await argumentsFor(now - 90_500)).toEqual(["+90.500", String(Math.round(now / 1000))]);
});

test("a guest whose clock is ahead is set back", async () => {
  expect((await argumentsFor(now + 1250))[0]).toBe("-1.250");
});

test("the clock of an accurate guest does not change", async () => {
  expect((await argumentsFor(now))[0]).toBe("+0.000");
});

test("the guest's time is taken for that of the middle of the call", async () => {
  expect(await argumentsFor(now + 100, 200)).toEqual(["+0.000", String(Math.round((now + 200) / 1000))]);
});

test("a clock that cannot be set ends the script only where the guest's state was saved before", () => {
  expect(clockNotSet).toBeGreaterThan(4);
  expect(clockNotSet).toBeLessThan(125);
  expect(setRestoredClock).toContain(`|| exit ${clockNotSet}`);
  expect(setRevertedClock).not.toMatch(/\bexit\b/);
  expect(prepareClock).not.toContain("date -s");
});
