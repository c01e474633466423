import { expect, test } from "vitest";
import { CleanupError, CleanupStack } from "../../../../src/base/process/cleanup.ts";
import { captureLog } from "../../../support/captured-log.ts";

test("releases in reverse order, once", async () => {
  const order: string[] = [];
  const stack = new CleanupStack("task");
  stack.defer("first", () => order.push("first"));
  const resource = { [Symbol.asyncDispose]: async () => void order.push("second") };
  expect(stack.use("second", resource)).toBe(resource);
  expect(stack.held).toEqual(["first", "second"]);
  await stack[Symbol.asyncDispose]();
  await stack[Symbol.asyncDispose]();
  expect(order).toEqual(["second", "first"]);
});

test("continues after a release that fails or hangs, and reports all failures", async () => {
  const order: string[] = [];
  const stack = new CleanupStack("demo-login", 50);
  stack.defer("overlay", () => order.push("overlay"));
  stack.defer("domain", () => {
    throw new Error("refused");
  });
  stack.defer("socket", () => new Promise(() => {}));
  const error = await stack[Symbol.asyncDispose]().catch((reason: unknown) => reason);
  expect(order).toEqual(["overlay"]);
  expect(error).toBeInstanceOf(CleanupError);
  expect(error).toMatchObject({ code: "CLEANUP", facts: { released: "overlay" } });
  expect(String(error)).toContain("demo-login: release of socket took longer than 50 ms");
  expect(String(error)).toContain("refused");
});

test("only the new stack releases what was moved", async () => {
  const order: string[] = [];
  let kept: CleanupStack | undefined;
  {
    await using stack = new CleanupStack("task");
    stack.defer("thing", () => order.push("thing"));
    kept = stack.move();
  }
  expect(order).toEqual([]);
  await kept[Symbol.asyncDispose]();
  expect(order).toEqual(["thing"]);
});

test("after disposal, releases new resources at once", async () => {
  const order: string[] = [];
  const stack = new CleanupStack("task");
  await stack[Symbol.asyncDispose]();
  stack.defer("late", () => order.push("late"));
  await expect.poll(() => order).toEqual(["late"]);
  expect(stack.held).toEqual([]);

  const log = captureLog();
  stack.defer("socket", () => {
    throw new Error("refused");
  });
  await expect.poll(() => log).toMatchObject([{ level: "warn", facts: { reason: "refused" } }]);
});
