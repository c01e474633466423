// Enforces the rules about files and folders: sizes, names, and test files that mirror the source.
import { existsSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { expect, test } from "vitest";
import { filesBelow, repository, sourceOf } from "./support/source.ts";

const folderLimit = 16;
const lineLimit = 300;
const medianLineLimit = 70;

/** Ambiguous names: at most one source file each. */
const uniqueNames = ["start.ts", "launch.ts", "session.ts", "pool.ts"];

/** Words that no name of a source file may contain. */
const retiredWords = /room|wake|refusal/;

/** Unit tests of several source files or none, each with what it proves. */
const unmirrored: Readonly<Record<string, string>> = {
  "test/unit/libvirt/process.test.ts": "what libvirt does to the process: standard error, exit, a missing library",
  "test/unit/screen/corpus.test.ts": "every screen of the corpus against every reference, through all of src/screen",
};

const sources = filesBelow("src", "fixtures");
const all = filesBelow("src", "fixtures", "bench", "campaign", "test", "demos");

/** The folders with more files than the limit. */
function crowded(files: readonly string[]): string[] {
  const folders = Map.groupBy(files, dirname);
  return [...folders].filter(([, inside]) => inside.length > folderLimit).map(([folder]) => folder);
}

function lineCount(text: string): number {
  return text.replace(/\n$/, "").split("\n").length;
}

function median(numbers: readonly number[]): number {
  return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? 0;
}

/** The base names that more than one file has. */
function repeated(files: readonly string[], names: readonly string[]): string[] {
  return names.filter((name) => files.filter((file) => basename(file) === name).length > 1);
}

/** The source path of a test file `test/<layer>/<path>.test.ts`, without its extension. */
function mirrored(testFile: string): string {
  const path = testFile.replace(/^test\/\w+\//, "").replace(/\.test\.ts$/, "");
  return /^(fixtures|bench|campaign|scripts)\//.test(path) ? path : join("src", path);
}

function exists(path: string): boolean {
  return ["", ".ts", ".mjs", ".pl"].some((extension) => existsSync(join(repository, path + extension)));
}

/** The test files without a source file or folder of the same path. */
function strayUnitTests(files: readonly string[]): string[] {
  return files.filter((file) => !exists(mirrored(file)) && unmirrored[file] === undefined);
}

/**
 * Integration tests prove what a folder does as a whole and are named for the situation: only the folder must exist.
 */
function strayIntegrationTests(files: readonly string[]): string[] {
  return files.filter((file) => !exists(dirname(mirrored(file))));
}

const testsOf = (layer: string): string[] => filesBelow(`test/${layer}`).filter((file) => file.endsWith(".test.ts"));

test(`no folder holds more than ${folderLimit} files`, () => {
  expect(crowded(all)).toEqual([]);
});

test(`no file has more than ${lineLimit} lines`, () => {
  expect(all.filter((file) => lineCount(sourceOf(file)) > lineLimit)).toEqual([]);
});

test(`half of the source files have at most ${medianLineLimit} lines`, () => {
  expect(median(sources.map((file) => lineCount(sourceOf(file))))).toBeLessThanOrEqual(medianLineLimit);
});

test("ambiguous names are used once", () => {
  expect(repeated(sources, uniqueNames)).toEqual([]);
});

test("no name of a source file contains a retired word", () => {
  expect(sources.filter((file) => retiredWords.test(basename(file)))).toEqual([]);
});

test("unit tests mirror the source", () => {
  expect(strayUnitTests(testsOf("unit"))).toEqual([]);
});

test("integration tests mirror the source's folders", () => {
  expect(strayIntegrationTests(testsOf("integration"))).toEqual([]);
});

test("every exception is still needed", () => {
  expect(
    Object.keys(unmirrored).filter((file) => !existsSync(join(repository, file)) || exists(mirrored(file))),
  ).toEqual([]);
});

test("the rules detect violations", () => {
  const inFolder = (count: number): string[] => Array.from({ length: count }, (_, index) => `src/full/${index}.ts`);
  expect(crowded(["src/other/1.ts", ...inFolder(folderLimit)])).toEqual([]);
  expect(crowded(inFolder(folderLimit + 1))).toEqual(["src/full"]);
  expect([lineCount("one\ntwo\n"), lineCount("one\n\nthree")]).toEqual([2, 3]);
  expect(median([300, 1, 50, 2])).toBe(50);
  expect(repeated(["src/a/start.ts", "src/b/pool.ts", "src/c/pool.ts"], uniqueNames)).toEqual(["pool.ts"]);
  expect(strayUnitTests(["test/unit/base/log.test.ts", "test/unit/screen/corpus.test.ts"])).toEqual([]);
  expect(strayUnitTests(["test/unit/base/gone.test.ts", "test/unit/fixtures/gone.test.ts"])).toHaveLength(2);
  expect(strayIntegrationTests(["test/integration/rfb/qemu.test.ts"])).toEqual([]);
  expect(strayIntegrationTests(["test/integration/gone/qemu.test.ts"])).toHaveLength(1);
});
