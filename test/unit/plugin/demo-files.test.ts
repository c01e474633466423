// Which test files are demo files, and which images they need, read from their sources.
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { DemoFiles, type DemoSource, specifiersIn } from "../../../src/plugin/demo-files.ts";
import { imagesOf } from "../../../src/plugin/image-choice.ts";

async function folder(files: Readonly<Record<string, string>>): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), "demotool-sources-"));
  onTestFinished(() => rm(directory, { recursive: true }));
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(directory, name)), { recursive: true });
    await writeFile(join(directory, name), text);
  }
  return directory;
}

async function demosIn(files: Readonly<Record<string, string>>, aliases: Record<string, string> = {}) {
  const directory = await folder(files);
  const resolve = async (specifier: string) => aliases[specifier] && join(directory, aliases[specifier]);
  const demos = await new DemoFiles(resolve).demos(Object.keys(files).map((name) => join(directory, name)));
  return demos.map(({ path }) => path.slice(directory.length + 1));
}

test("finds all kinds of imports except type imports", () => {
  const text = `
    import { a } from "./a.ts";
    import b, {
      c as d,
    } from './b.ts';
    import * as e from "./e.ts";
    import "./f.ts";
    export * from "./g.ts";
    export { h } from "./h.ts";
    const i = await import("./i.ts");
    import type { T } from "./types.ts";
    export type { U } from "./types.ts";
    const message = "from './nowhere.ts'";
  `;
  expect(specifiersIn(text)).toEqual(["./a.ts", "./b.ts", "./e.ts", "./f.ts", "./g.ts", "./h.ts", "./i.ts"]);
});

test("a demo file imports the fixtures directly, through project files, or through an alias", async () => {
  const files = {
    "direct.test.ts": 'import { test } from "demotool/fixtures";',
    "helper.test.ts": 'import { test } from "./lib";',
    "compiled.test.ts": 'import { test } from "./lib/demo.js";',
    "alias.test.ts": 'import { test } from "@lib";',
    "ordinary.test.ts": 'import { test } from "vitest"; import "./other.js";',
    "types.test.ts": 'import type { DemoContext } from "demotool/fixtures";',
    "lib/index.ts": 'export * from "./demo.ts";',
    "lib/demo.ts": 'import "../direct.test.ts"; export { test } from "demotool/fixtures";',
    "other.js": 'import "./ordinary.test.ts";',
  };
  expect(await demosIn(files, { "@lib": "lib/index.ts" })).toEqual([
    "direct.test.ts",
    "helper.test.ts",
    "compiled.test.ts",
    "alias.test.ts",
    "lib/index.ts",
    "lib/demo.ts",
  ]);
});

const source = (text: string): DemoSource => ({ path: "/a.test.ts", text, allText: text });

test.for([
  ['test("a", ({ vm }) => {});', ["tiny"]],
  ['test("a", ({ demo }) => {});', []],
  ['test.override("image", "fedora-42"); test("a", ({ vm }) => {});', ["fedora-42"]],
  ["test.override({\n  image: 'fedora-42',\n}); test('a', ({ vm }) => {});", ["fedora-42"]],
  ["test.override({ vmOptions: { cpus: 1 }, image: `fedora-42` }); test('a', ({ vm }) => {});", ["fedora-42"]],
  ['const mine = test.extend("image", "fedora-42"); mine("a", ({ vm }) => {});', ["fedora-42"]],
  ['test.override("image", process.env.X); test("a", ({ vm }) => {});', []],
  ['test.override({ image }); test("a", ({ vm }) => {});', []],
  ['test.override("vmOptions", { cpus: 1 }); test("a", ({ vm }) => {});', ["tiny"]],
] as const)("%s needs %j", ([text, images]) => {
  expect(imagesOf(source(text), "tiny")).toEqual(images);
});
