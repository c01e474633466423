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

test("makes the directory with its first file", () => {
  const output = outputDirectory("install flow", join(parent, "videos/install-flow"));
  expect(existsSync(output.directory)).toBe(false);
  expect(output.path("x.png")).toBe(join(parent, "videos/install-flow/x.png"));
  expect(existsSync(output.directory)).toBe(true);
});

test("a file may lie in a directory of its own below", () => {
  const output = outputDirectory("a", join(parent, "a"));
  expect(output.path("shots/x.png")).toBe(join(parent, "a/shots/x.png"));
  expect(existsSync(join(parent, "a/shots"))).toBe(true);
});

test.each(["../x.png", "..", "", "a/../../x", "nul\0l"])("%j is refused and nothing is made", (file) => {
  const output = outputDirectory("a", join(parent, "a"));
  expect(() => output.path(file)).toThrow(/own directory/);
  expect(existsSync(output.directory)).toBe(false);
});

test("an absolute path is read as one below the directory", () => {
  expect(outputDirectory("a", join(parent, "a")).path("/etc/passwd")).toBe(join(parent, "a/etc/passwd"));
});

test("the same name again gets a number, in this demo only", () => {
  const first = outputDirectory("a", join(parent, "a"));
  expect(first.newPath("shot", "png")).toBe(join(parent, "a/shot.png"));
  expect(first.newPath("shot", "png")).toBe(join(parent, "a/shot-2.png"));
  expect(first.newPath("shot", "mp4")).toBe(join(parent, "a/shot.mp4"));
  expect(outputDirectory("a", join(parent, "a")).newPath("shot", "png")).toBe(join(parent, "a/shot.png"));
});
