import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { hostPath } from "../../../src/vm/host-path.ts";

const here = dirname(fileURLToPath(import.meta.url));

function method(path: string | URL): string {
  return hostPath(path, method);
}

test("relative paths start at the calling file, wherever the process was started", () => {
  expect(method("file.txt")).toBe(join(here, "file.txt"));
  expect(method("../guest")).toBe(join(here, "../guest"));
  expect(method("../guest/")).toBe(`${join(here, "../guest")}/`);
});

test("absolute paths and file URLs stay", () => {
  expect(method("/etc/hostname")).toBe("/etc/hostname");
  expect(method(new URL("x", import.meta.url))).toBe(join(here, "x"));
  expect(method("file:///etc/hostname")).toBe("/etc/hostname");
});

test.for(["", "a\0b", 7, undefined, new URL("https://example.org/x")])("%s is no path", (path) => {
  expect(() => method(path as string)).toThrow(/is not a path on this host/);
});

test("without a calling file, a relative path is an error", () => {
  expect(() => hostPath("x", () => {})).toThrow(/the file that names it is not known/);
});
