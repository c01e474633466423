import { expect, test } from "vitest";
import { Deadline } from "../../../../src/base/time/deadline.ts";
import { type StableRule, type Unrest, waitUntilStable } from "../../../../src/screen/stable/stable.ts";
import { cpusWithLoad } from "../../../support/cpus.ts";
import { type Colour, FakeScreen } from "../../../support/rfb/fake-screen.ts";

const red: Colour = [255, 0, 0];
const clock = { x: 90, y: 0, width: 10, height: 10 };

interface Waited {
  readonly unrest: Unrest | undefined;
  readonly ms: number;
}

async function waited(screen: FakeScreen, rule: Partial<StableRule>, limitMs = 5000): Promise<Waited> {
  const start = performance.now();
  const deadline = Deadline.after(limitMs, "wait");
  const unrest = await waitUntilStable(screen, { quietMs: 200, awakeIntervalMs: 25, ...rule }, { deadline });
  expect([screen.awake, screen.listeners]).toEqual([0, 0]);
  return { unrest, ms: performance.now() - start };
}

test("an idle guest does not make the wait longer", async () => {
  const { unrest, ms } = await waited(new FakeScreen(), { sampleCpus: cpusWithLoad(() => 0.1) });
  expect(unrest).toBeUndefined();
  expect(ms).toBeLessThan(290);
});

test("a busy guest behind a still screen is waited for", async () => {
  const start = performance.now();
  const sampleCpus = cpusWithLoad(() => (performance.now() - start < 600 ? 1 : 0));
  const { unrest, ms } = await waited(new FakeScreen(), { sampleCpus, busyLimitMs: () => 60_000 });
  expect(unrest).toBeUndefined();
  expect(ms).toBeGreaterThan(550);
});

test("a guest that is always busy is waited for in vain, but not for ever", async () => {
  const { unrest, ms } = await waited(new FakeScreen(), { sampleCpus: cpusWithLoad(() => 1), busyLimitMs: () => 400 });
  expect(unrest).toBeUndefined();
  expect(ms).toBeGreaterThan(590);
});

test("when the time is up, tells that the guest was busy", async () => {
  const rule = { sampleCpus: cpusWithLoad(() => 1), busyLimitMs: () => 60_000 };
  const { unrest } = await waited(new FakeScreen(), rule, 700);
  expect(unrest?.stillMs).toBeGreaterThan(200);
  expect(unrest?.busy?.load).toBeCloseTo(1);
});

test("when the time is up, tells where the screen changed, and ignores what it was told to", async () => {
  const screen = new FakeScreen();
  const ticking = setInterval(() => screen.paint({ ...clock, colour: red }), 20);
  try {
    const { unrest } = await waited(screen, { sampleCpus: cpusWithLoad(() => 1) }, 500);
    expect(unrest).toMatchObject({ changed: [clock], busy: undefined });
    const outside = { x: 200, y: 200, width: 10, height: 10 };
    expect((await waited(screen, { ignore: [clock, outside] })).unrest).toBeUndefined();
  } finally {
    clearInterval(ticking);
  }
});
