import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { outputDirectory } from "../../../src/demo/output-directory.ts";

let parent: string;
beforeEach(async () => {
  parent = await mkdtemp(join(tmpdir(), "demotool-output-"));
});
afterEach(() => rm(parent, { recursive: true }));

test("creates the directory with its first file", () => {
  const output = outputDirectory("install flow", join(parent, "videos/install-flow"));
  expect(existsSync(output.directory)).toBe(false);
  expect(output.path("x.png")).toBe(join(parent, "videos/install-flow/x.png"));
  expect(existsSync(output.directory)).toBe(true);
});

test("a file may be in a subdirectory", () => {
  const output = outputDirectory("a", join(parent, "a"));
  expect(output.path("shots/x.png")).toBe(join(parent, "a/shots/x.png"));
  expect(existsSync(join(parent, "a/shots"))).toBe(true);
});

test.each(["../x.png", "..", "", "a/../../x", "nul\0l"])("rejects %j and creates nothing", (file) => {
  const output = outputDirectory("a", join(parent, "a"));
  expect(() => output.path(file)).toThrow(/out of the demo.s directory/);
  expect(existsSync(output.directory)).toBe(false);
});

test("treats an absolute path as relative to the directory", () => {
  expect(outputDirectory("a", join(parent, "a")).path("/etc/passwd")).toBe(join(parent, "a/etc/passwd"));
});

test("numbers a repeated name within the demo", () => {
  const first = outputDirectory("a", join(parent, "a"));
  expect(first.newPath("shot", "png")).toBe(join(parent, "a/shot.png"));
  expect(first.newPath("shot", "png")).toBe(join(parent, "a/shot-2.png"));
  expect(first.newPath("shot", "mp4")).toBe(join(parent, "a/shot.mp4"));
  expect(outputDirectory("a", join(parent, "a")).newPath("shot", "png")).toBe(join(parent, "a/shot.png"));
});
