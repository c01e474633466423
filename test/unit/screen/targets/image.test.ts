import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { execa } from "execa";
import { afterAll, beforeAll, expect, test } from "vitest";
import { encodePngSync } from "../../../../src/screen/png/encode.ts";
import { image, imageTarget } from "../../../../src/screen/targets/image.ts";
import { repository } from "../../../support/source.ts";

const png = encodePngSync({ width: 1, height: 1, data: new Uint8Array(4) });
let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "demotool-target-"));
  await writeFile(join(directory, "a.png"), png);
  await writeFile(join(directory, "text.png"), "not a PNG file");
  await writeFile(join(directory, "empty.png"), "");
  await writeFile(join(directory, "stump.png"), png.subarray(0, 30));
  await writeFile(join(directory, "bomb.png"), Buffer.from(png).fill(0x7f, 16, 18));
});
afterAll(async () => {
  await rm(directory, { recursive: true });
});

const desktop = join(repository, "test/e2e/reference/desktop.png");

test("a relative path starts at the calling file, also through Node's own functions", () => {
  expect(image("../../../e2e/reference/desktop.png").path).toBe(desktop);
  const [target] = ["../../../e2e/reference/desktop.png"].map((file) => image(file));
  expect(target?.path).toBe(desktop);
});

test("accepts absolute paths, URLs, and a base directory", () => {
  const path = join(directory, "a.png");
  for (const file of [path, pathToFileURL(path), pathToFileURL(path).href]) expect(image(file).path).toBe(path);
  expect(imageTarget("a.png", directory).path).toBe(path);
  expect(imageTarget(path, "/elsewhere").path).toBe(path);
});

test("keeps the target's own options", () => {
  const region = { x: 1, y: 2, width: 3, height: 4 };
  const target = imageTarget("a.png", directory, { region, similarity: 0.5 });
  expect(target).toEqual({ kind: "image", path: join(directory, "a.png"), region, similarity: 0.5 });
});

test("works in plain Node, from a program in another directory", async () => {
  await mkdir(join(directory, "program"));
  await writeFile(join(directory, "program/b.png"), png);
  const program = join(directory, "program/look.mjs");
  const from = pathToFileURL(join(repository, "src/screen/targets/image.ts")).href;
  await writeFile(program, `import { image } from "${from}";\nprocess.stdout.write(image("b.png").path);\n`);
  const { stdout } = await execa(process.execPath, [program], { cwd: "/" });
  expect(stdout).toBe(join(directory, "program/b.png"));
});

test("a compiled file finds references beside its source", async () => {
  await mkdir(join(directory, "dist"));
  await mkdir(join(directory, "source"));
  await writeFile(join(directory, "source/c.png"), png);
  const program = join(directory, "dist/look.js");
  const from = pathToFileURL(join(repository, "src/screen/targets/image.ts")).href;
  await writeFile(join(directory, "package.json"), '{ "type": "module" }');
  await writeFile(program, `import { image } from "${from}";\nprocess.stdout.write(image("c.png").path);\n`);
  // Repeats the same pattern by rows and columns.
  const map = { version: 3, sources: ["../source/look.ts"], names: [], mappings: "AAAA;AACA" };
  await writeFile(`${program}.map`, JSON.stringify(map));
  const { stdout } = await execa(process.execPath, [program], { cwd: "/" });
  expect(stdout).toBe(join(directory, "source/c.png"));
});

test.each([
  ["a missing file", () => image("nowhere.png"), "test/unit/screen/targets/nowhere.png cannot be read"],
  ["a directory", () => image("."), "cannot be read"],
  ["a file that is not a PNG file", () => imageTarget("text.png", directory), "text.png is not a PNG file"],
  ["an empty file", () => imageTarget("empty.png", directory), "empty.png is not a PNG file: it is empty"],
  ["a part of a PNG file", () => imageTarget("stump.png", directory), "stump.png is a damaged PNG file"],
  ["a PNG file of billions of pixels", () => imageTarget("bomb.png", directory), "bomb.png is larger than any screen"],
  ["an empty path", () => image(""), '"" is not the path'],
  ["a number", () => image(3 as never), "3 is not the path"],
  ["a web URL", () => image(new URL("http://localhost/a.png")), "http://localhost/a.png is not the path"],
])("rejects %s", (_, act, fault) => {
  expect(act).toThrow(expect.objectContaining({ code: "OPTION", headline: expect.stringContaining(fault) }));
});

test.each([
  { similarity: 1.5 },
  { similarity: Number.NaN },
  { region: { x: 0, y: 0, width: 0, height: 1 } },
  { region: { x: -1, y: 0, width: 1, height: 1 } },
  { region: null as never },
])("rejects %j", (options) => {
  expect(() => image(desktop, options)).toThrow(expect.objectContaining({ code: "OPTION" }));
});
