import { expect, test } from "vitest";
import { warnOfRoot } from "../../../src/boot/root.ts";
import { captureLog } from "../../support/captured-log.ts";

test("warns once that QEMU runs as root, and an ordinary user never", () => {
  const log = captureLog();
  warnOfRoot(false);
  expect(log).toEqual([]);
  warnOfRoot(true);
  warnOfRoot(true);
  expect(log).toMatchObject([{ level: "warn", message: expect.stringMatching(/root.*SECURITY\.md/) }]);
});
