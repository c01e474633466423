import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { run } from "../../../../../src/base/process/process.ts";
import { isPattern, matching, segmentPattern } from "../../../../../src/guest/copy/tree/glob.ts";

test.for([
  ["*.log", ["a.log", ".log"], ["a.log"]],
  [".*", [".a", "a"], [".a"]],
  ["a?c", ["abc", "ac", "a\nc", "aéc"], ["abc", "a\nc", "aéc"]],
  ["[a-c]x", ["ax", "dx", "[a-c]x"], ["ax"]],
  ["[!a]x", ["ax", "bx", ".x"], ["bx"]],
  ["[^a]x", ["ax", "bx"], ["bx"]],
  ["[]]x", ["]x", "[x"], ["]x"]],
  ["[a", ["[a", "a"], ["[a"]],
  ["a.b(c)+$", ["a.b(c)+$", "axb(c)+$"], ["a.b(c)+$"]],
] as const)("%s", ([pattern, names, matched]) => {
  expect(names.filter((name) => segmentPattern(pattern).test(name))).toEqual(matched);
});

test("finds what a shell finds, in any part of a path", async () => {
  const root = await mkdtemp(join(tmpdir(), "demotool-glob-"));
  onTestFinished(() => rm(root, { recursive: true, force: true }));
  for (const directory of ["one", "two", ".three"]) {
    await mkdir(join(root, directory));
    for (const file of ["a.txt", "b.txt", "c.log", ".d.txt"]) await writeFile(join(root, directory, file), "");
  }
  for (const pattern of ["*/*.txt", "t*/?.*", "one/[!a]*", "*/none", "*"]) {
    const script = `for path in "$1"/${pattern}; do [ ! -e "$path" ] || echo "$path"; done`;
    const { stdout } = await run("sh", ["-c", script, "sh", root], { timeout: 10_000, env: { LC_ALL: "C" } });
    const found = (await matching(join(root, pattern))).map(String);
    expect(found.join("\n")).toBe(stdout.trim());
  }
  expect([isPattern("a*"), isPattern("a b")]).toEqual([true, false]);
});
