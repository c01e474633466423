import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Frame } from "../../../../src/base/geometry/frame.ts";
import { writePng } from "../../../../src/screen/files/png.ts";
import { loadReferences } from "../../../../src/screen/files/reference.ts";

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "demotool-reference-"));
});
afterAll(async () => {
  await rm(directory, { recursive: true });
});

/** Black squares of 5 pixels on white. */
function chequered(width: number, height: number): Frame {
  const data = new Uint8Array(width * height * 4).fill(255);
  for (let pixel = 0; pixel < width * height; pixel++) {
    const x = pixel % width;
    const y = Math.floor(pixel / width);
    if ((Math.floor(x / 5) + Math.floor(y / 5)) % 2 === 0) data.fill(0, pixel * 4, pixel * 4 + 3);
  }
  return { width, height, data };
}

async function write(name: string, content: Frame | string | object): Promise<string> {
  const path = join(directory, name);
  if (typeof content === "object" && "data" in content) await writePng(path, content as Frame);
  else await writeFile(path, typeof content === "string" ? content : JSON.stringify(content));
  return path;
}

test("compares a reference without a description in full", async () => {
  const path = await write("alone.png", chequered(30, 20));
  const references = await loadReferences(path);
  expect(references).toHaveLength(1);
  expect(references[0]).toMatchObject({ path, similarity: undefined, point: undefined });
  expect(references[0]?.mask).toEqual(new Uint8Array(600).fill(1));
});

test("variants follow the reference, each with its own description", async () => {
  const path = await write("menu.png", chequered(30, 20));
  await write("menu.light.png", chequered(31, 20));
  await write("menu.dark.png", chequered(32, 20));
  await write("menu.dark.json", { similarity: 0.9, point: { x: 31, y: 0 } });
  await write("menubar.png", chequered(33, 20));
  const references = await loadReferences(path);
  expect(references.map((reference) => [reference.frame.width, reference.similarity, reference.point])).toEqual([
    [30, undefined, undefined],
    [32, 0.9, { x: 31, y: 0 }],
    [31, undefined, undefined],
  ]);
});

test("compares match without ignore and transparent pixels", async () => {
  const frame = chequered(30, 20);
  frame.data[(2 * 30 + 3) * 4 + 3] = 0;
  const path = await write("parts.png", frame);
  await write("parts.json", {
    match: [
      { x: 0, y: 0, width: 10, height: 20 },
      { x: 20, y: 0, width: 10, height: 5 },
    ],
    ignore: [{ x: 0, y: 10, width: 30, height: 10 }],
  });
  const [reference] = await loadReferences(path);
  const compared = (x: number, y: number): number | undefined => reference?.mask[y * 30 + x];
  expect([compared(0, 0), compared(9, 9), compared(29, 4)]).toEqual([1, 1, 1]);
  expect([compared(10, 0), compared(29, 5), compared(0, 10), compared(3, 2)]).toEqual([0, 0, 0, 0]);
});

test.each([
  ["invalid JSON", "{", "JSON"],
  ["a list", [], "the description is not an object"],
  ["an unknown key", { matches: [] }, "unknown key matches"],
  ["regions that are not a list", { match: { x: 0 } }, "match is not a list"],
  ["a region with another key", { ignore: [{ x: 0, y: 0, w: 1, h: 1 }] }, "ignore[0] has the unknown key w"],
  ["a region without a width", { match: [{ x: 0, y: 0, height: 1 }] }, "match[0] does not lie within 30x20"],
  ["a region outside", { match: [{ x: 25, y: 0, width: 6, height: 1 }] }, "match[0] does not lie within 30x20"],
  ["a similarity above 1", { similarity: 1.1 }, "similarity is 1.1"],
  ["a point outside", { point: { x: 30, y: 0 } }, "point does not lie within"],
  ["a point that is a number", { point: 3 }, "point is not an object"],
] as const)("rejects an invalid description: %s", async (_, content, fault) => {
  const path = await write("faulty.png", chequered(30, 20));
  const description = await write("faulty.json", content);
  const refusal = { code: "OPTION", headline: expect.stringContaining(fault), facts: { path: description } };
  await expect(loadReferences(path)).rejects.toMatchObject(refusal);
});

test("rejects a reference without structure", async () => {
  const plain = await write("plain.png", { width: 30, height: 20, data: new Uint8Array(2400).fill(255) });
  await expect(loadReferences(plain)).rejects.toMatchObject({
    code: "OPTION",
    headline: expect.stringContaining(plain),
  });
  const path = await write("covered.png", chequered(30, 20));
  await write("covered.json", { ignore: [{ x: 0, y: 0, width: 30, height: 20 }] });
  await expect(loadReferences(path)).rejects.toMatchObject({ headline: expect.stringContaining("no pixels left") });
});
