// The shipped layouts are those of xkeyboard-config: generated again, and compared.
import { expect, test } from "vitest";
// @ts-expect-error plain JavaScript, as all scripts are
import { generateFiles } from "../../../../scripts/keyboard-layouts/files.mjs";
// @ts-expect-error plain JavaScript, as all scripts are
import { version } from "../../../../scripts/keyboard-layouts/registry.mjs";
import { tableVersion } from "../../../../src/input/keys/layouts/table.ts";
import { sourceOf } from "../../../support/source.ts";

/** Layouts change little from one version to the next. */
const sameLines = 0.8;

const generated: Readonly<Record<string, string>> = generateFiles();

test.each(Object.keys(generated))("%s is what its generator makes of xkeyboard-config", (path) => {
  const here = (generated[path] ?? "").split("\n");
  const shipped = new Set(sourceOf(path).split("\n"));
  if (version() === tableVersion()) expect(here.filter((line) => !shipped.has(line))).toEqual([]);
  const same = here.filter((line) => shipped.has(line)).length;
  expect(same / here.length).toBeGreaterThan(sameLines);
  expect(here.length / sourceOf(path).split("\n").length).toBeGreaterThan(sameLines);
});
