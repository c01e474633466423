import { expect, test } from "vitest";
import { bootMs } from "../../../src/boot/prepare-host.ts";
import { captureLog } from "../../support/captured-log.ts";

test("the boot limit is 120 s, and four times that with a log entry under software emulation", () => {
  const log = captureLog();
  expect(bootMs(undefined, "kvm")).toBe(120_000);
  expect(log).toEqual([]);
  expect(bootMs(undefined, "tcg")).toBe(480_000);
  expect(log).toMatchObject([{ level: "info", facts: { limitSeconds: 480 } }]);
});

test("an explicit limit is used unchanged", () => {
  const log = captureLog();
  expect([bootMs(90_000, "kvm"), bootMs(90_000, "tcg"), bootMs(500, "tcg")]).toEqual([90_000, 90_000, 500]);
  expect(log).toEqual([]);
});
