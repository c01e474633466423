// Time limits and abort signals of libvirt calls.
import { expect, test } from "vitest";
import { AbortedError, TimeoutError } from "../../../src/base/errors.ts";
import { within } from "../../../src/libvirt/limit.ts";

const never = new Promise<never>(() => undefined);

test("a value that comes in time is passed on", async () => {
  expect(await within(Promise.resolve(7), { task: "it", seconds: 5 })).toBe(7);
});

test("a promise that takes too long rejects with the task, the limit and the facts", async () => {
  const limit = { task: "the libvirt call domainDestroy for demo-x", seconds: 0.02, facts: { domain: "demo-x" } };
  const error = await within(never, limit).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(TimeoutError);
  expect(error).toMatchObject({
    headline: "the libvirt call domainDestroy for demo-x took longer than 0.02 s",
    facts: { domain: "demo-x", limitSeconds: 0.02 },
  });
});

test("an abort ends the wait with the signal's reason as cause", async () => {
  const controller = new AbortController();
  const waiting = within(never, { task: "it", seconds: 60, signal: controller.signal });
  controller.abort("enough");
  const error = await waiting.catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(AbortedError);
  expect(error).toMatchObject({ cause: "enough" });
});

test("a demotool error as the signal's reason is thrown as it is", async () => {
  const reason = new TimeoutError({ headline: "boot took longer than 1 s", next: "wait" });
  await expect(within(never, { task: "it", seconds: 60, signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
});
