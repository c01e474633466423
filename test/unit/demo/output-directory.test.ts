import { existsSync, writeFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterEach, beforeEach, expect, test } from "vitest";
import { foldName } from "../../../src/base/files/output-name.ts";
import { outputDirectory } from "../../../src/demo/output-directory.ts";
import { captionsPath } from "../../../src/machine/section.ts";
import { finishingPathOf, partialPathOf } from "../../../src/recording/finalize.ts";

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

test("names that differ by case or by Unicode's forms only are the same name", () => {
  const output = outputDirectory("a", join(parent, "a"));
  expect(output.newPath("Shot", "png")).toBe(join(parent, "a/Shot.png"));
  expect(output.newPath("shot", "PNG")).toBe(join(parent, "a/shot-2.PNG"));
  expect(output.newPath("x/../SHOT", "png")).toBe(join(parent, "a/SHOT-3.png"));
  expect(output.newPath("\u00fc", "png")).toBe(join(parent, "a/\u00fc.png"));
  expect(output.newPath("u\u0308", "png")).toBe(join(parent, "a/u\u0308-2.png"));
  expect(output.newPath("\ud800", "png")).toBe(join(parent, "a/\ud800.png"));
  expect(output.newPath("\ud801", "png")).toBe(join(parent, "a/\ud801-2.png"));
});

test.each([
  ["take.partial", "mp4"],
  ["take.Finishing", "mp4"],
  ["failure", "mp4"],
  ["failure-2", "png"],
  ["FAILURE", "png"],
  ["not-as-expected-comparison", "png"],
  ["boot-failure", "png"],
  ["journal", "jsonl"],
])("a user's file %s.%s is not one of demotool's own", (name, extension) => {
  const output = outputDirectory("a", join(parent, "a"));
  expect(output.newPath(name, extension)).toBe(join(parent, `a/${name}-own.${extension}`));
  expect(output.newPath(name, extension, { own: true })).toBe(join(parent, `a/${name}.${extension}`));
});

test("a directory has the name of no file", () => {
  const output = outputDirectory("a", join(parent, "a"));
  expect(output.newPath("failure.png/take", "png")).toBe(join(parent, "a/failure.png-own/take.png"));
  expect(output.newPath("a", "png")).toBe(join(parent, "a/a.png"));
  expect(output.newPath("a.PNG/b", "png")).toBe(join(parent, "a/a.PNG-own/b.png"));
  expect(output.newPath("release-1.2/b", "png")).toBe(join(parent, "a/release-1.2/b.png"));
});

/** All files of a recording whose video is this one. */
function filesOf(video: string): readonly string[] {
  const partial = partialPathOf(video);
  return [video, partial, finishingPathOf(video), captionsPath(video), captionsPath(partial)];
}

test("no two recordings have a file in common, whatever their names", () => {
  const part = fc.constantFrom("take", "Take", ".partial", ".PARTIAL", ".finishing", "-2", "-own", ".mp4", ".vtt", "/");
  const name = fc.array(part, { minLength: 1, maxLength: 5 }).map((parts) => parts.join(""));
  fc.assert(
    fc.property(fc.array(name, { minLength: 2, maxLength: 8 }), (names) => {
      const output = outputDirectory("a", join(parent, "b"));
      const usable = names.filter((each) => /[^.]/.test(each.slice(each.lastIndexOf("/") + 1)));
      const files = usable.flatMap((each) => filesOf(output.newPath(each, "mp4"))).map(foldName);
      expect(new Set(files).size).toBe(files.length);
    }),
  );
});

test("shortens long names to files that can be written, and keeps them apart", () => {
  const output = outputDirectory("a", join(parent, "a"));
  const names = ["x".repeat(300), `${"x".repeat(300)}y`, "語".repeat(300), `${"🚀".repeat(100)}/${"é".repeat(200)}`];
  const paths = names.map((name) => output.newPath(name, "mp4"));
  expect(new Set(paths).size).toBe(names.length);
  for (const file of paths.flatMap(filesOf)) writeFileSync(file, "");
  expect(paths[2]).toMatch(/\/語{63}-[0-9a-f]{8}\.mp4$/);
});

test.each(["x".repeat(300), "d/".repeat(2100)])(
  "a path that is too long is refused before anything is created",
  (file) => {
    const output = outputDirectory("a", join(parent, "a"));
    expect(() => output.path(`${file}x`)).toThrow(/too long/);
    expect(() => output.newPath(`${"d/".repeat(2100)}x`, "png")).toThrow(/too long/);
    expect(existsSync(output.directory)).toBe(false);
  },
);

test.each(["", ".", "a/", "a/..", " "])("a new file needs a name: %j", (name) => {
  const output = outputDirectory("a", join(parent, "a"));
  expect(() => output.newPath(name, "png")).toThrow(/needs a name/);
  expect(existsSync(output.directory)).toBe(false);
});
