import { expect, test } from "vitest";
import { isHostTrouble } from "../../../../src/base/files/host-trouble.ts";

test("tells the host's errors from a file's, also where they are a cause", () => {
  const full = Object.assign(new Error("too many open files"), { code: "EMFILE" });
  expect(isHostTrouble(full)).toBe(true);
  expect(isHostTrouble(new Error("cannot look", { cause: full }))).toBe(true);
  expect(isHostTrouble(Object.assign(new Error("gone"), { code: "ENOENT" }))).toBe(false);
  expect(isHostTrouble(new SyntaxError("not JSON"))).toBe(false);
  expect(isHostTrouble("EMFILE")).toBe(false);
});
