import { setTimeout as delay } from "node:timers/promises";
import { expect, onTestFinished, test } from "vitest";
import type { CpuSample, SampleCpus } from "../../../../src/base/cpu-load.ts";
import { describeBusy, LoadWatch } from "../../../../src/screen/stable/load-watch.ts";
import { cpusWithLoad } from "../../../support/cpus.ts";

function watching(sample: SampleCpus, windowMs: number): LoadWatch {
  const watch = new LoadWatch(sample, windowMs);
  onTestFinished(() => watch[Symbol.dispose]());
  return watch;
}

test("a guest with little to do is not busy once its load is known", async () => {
  const watch = watching(
    cpusWithLoad(() => 0.1),
    400,
  );
  await expect.poll(() => watch.busy(performance.now()), { interval: 10 }).toBeUndefined();
});

test("a guest is busy, and for how long, while one of its CPUs works for more than half of the time", async () => {
  let load = 1;
  const watch = watching(
    cpusWithLoad(() => load, 4),
    200,
  );
  await delay(500);
  const busy = watch.busy(performance.now());
  expect(busy?.load).toBeCloseTo(1);
  expect(busy?.forMs).toBeGreaterThan(200);
  load = 0.2;
  await expect.poll(() => watch.busy(performance.now()), { interval: 10 }).toBeUndefined();
  load = 1;
  await expect.poll(() => watch.busy(performance.now())?.load, { interval: 10 }).toBeGreaterThan(0.5);
  expect(watch.busy(performance.now())?.forMs).toBeLessThan(400);
});

test("a guest counts as busy until it has answered twice, and when it does not answer", async () => {
  const sample = Promise.withResolvers<CpuSample>();
  const watch = watching(() => sample.promise, 100);
  await delay(150);
  expect(watch.busy(performance.now())).toMatchObject({ load: undefined });
  sample.resolve("silent");
  await delay(50);
  expect(watch.busy(performance.now())).toMatchObject({ load: undefined });
});

test("a load from before the guest fell silent does not count", async () => {
  let answers = 0;
  const idle = cpusWithLoad(() => 0);
  const watch = watching(() => (++answers > 3 ? new Promise(() => {}) : idle()), 200);
  await expect.poll(() => answers, { interval: 10 }).toBe(4);
  expect(watch.busy(performance.now())).toBeUndefined();
  expect(watch.busy(performance.now() + 5000)).toMatchObject({ load: undefined });
});

test("a guest that does not report its load is not busy, until it does", async () => {
  let reports = false;
  let asked = 0;
  const busy = cpusWithLoad(() => 1);
  const watch = watching(async () => {
    asked++;
    return reports ? busy() : undefined;
  }, 100);
  await expect.poll(() => asked, { interval: 10 }).toBeGreaterThan(1);
  expect(watch.busy(performance.now())).toBeUndefined();
  reports = true;
  await expect.poll(() => watch.busy(performance.now())?.load, { interval: 10 }).toBeCloseTo(1);
});

test("one failed sample does not change the answer; a guest that stops to report its load is not busy", async () => {
  const asked: ((sample: CpuSample) => void)[] = [];
  const watch = watching(() => new Promise((resolve) => asked.push(resolve)), 200);
  const sampleBusy = cpusWithLoad(() => 1);
  /** Answers the next question. */
  const answer = async (sample: CpuSample): Promise<void> => {
    await expect.poll(() => asked.length, { interval: 5 }).toBe(1);
    asked.pop()?.(sample);
    await delay(0);
  };
  for (let samples = 0; samples < 3; samples++) await answer(await sampleBusy());
  await answer(undefined);
  expect(watch.busy(performance.now())?.load).toBeCloseTo(1);
  await answer(await sampleBusy());
  expect(watch.busy(performance.now())?.load).toBeCloseTo(1);
  await answer(undefined);
  expect(watch.busy(performance.now() + 3000)).toBeUndefined();
});

test("disposal ends the questions", async () => {
  let asked = 0;
  const idle = cpusWithLoad(() => 0);
  const sample: SampleCpus = () => {
    asked++;
    return idle();
  };
  const watch = new LoadWatch(sample, 100);
  watch[Symbol.dispose]();
  await delay(250);
  expect(asked).toBe(1);
});

test("says how busy a guest is", () => {
  expect(describeBusy({ load: 0.974, forMs: 4200.4 })).toBe("the guest is busy: 97 % of a CPU, for 4.2 s");
  expect(describeBusy({ load: undefined, forMs: 4000 })).toBe("the guest's agent has not told its load for 4 s");
});
