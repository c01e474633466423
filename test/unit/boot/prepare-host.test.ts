import { expect, test } from "vitest";
import { bootSeconds } from "../../../src/boot/prepare-host.ts";
import { captureLog } from "../../support/captured-log.ts";

test("a boot has 120 s, and four times that under software emulation, which is logged", () => {
  const log = captureLog();
  expect(bootSeconds(undefined, "kvm")).toBe(120);
  expect(log).toEqual([]);
  expect(bootSeconds(undefined, "tcg")).toBe(480);
  expect(log).toMatchObject([{ level: "info", facts: { limitSeconds: 480 } }]);
});

test("a limit that was given is taken as it is", () => {
  const log = captureLog();
  expect([bootSeconds(90, "kvm"), bootSeconds(90, "tcg"), bootSeconds(0.5, "tcg")]).toEqual([90, 90, 0.5]);
  expect(log).toEqual([]);
});
