// Reads table.txt, which scripts/keyboard-layouts.mjs generates: a layout on each line, its fields separated by tabs.
import { readFileSync } from "node:fs";
import type { KeyCode } from "../codes.ts";

/** A layout's line: its name, its description, its layers if they are unusual, its loners, and the symbols of each key. */
export interface LayoutFields {
  readonly description: string;
  readonly layers: string;
  readonly loners: string;
  readonly keys: readonly (readonly [KeyCode, string])[];
}

/** A layout's name with the description that desktops show. */
export interface ListedLayout {
  readonly name: string;
  readonly description: string;
}

const file = new URL("./table.txt", import.meta.url);

/** What a name looks like; everything else would not be a field. */
const nameForm = /^[\w-]+(\([\w-]+\))?$/;

let content: string | undefined;

function table(): string {
  content ??= readFileSync(file, "utf8");
  return content;
}

/** Whether there is a layout of this name. */
export function isListed(name: string): boolean {
  return nameForm.test(name) && table().includes(`\n${name}\t`);
}

/** The fields of a layout. Only its own line is taken apart. */
export function layoutFields(name: string): LayoutFields {
  const [, description = "", layers = "", loners = "", ...cells] = lineOf(name);
  const [, ...codes] = lineOf("# keys");
  const keys = codes.map((code, index) => [code as KeyCode, cells[index] ?? ""] as const);
  return { description, layers, loners, keys: keys.filter(([, symbols]) => symbols !== "") };
}

/** All layouts, each followed by its variants. */
export function allLayouts(): readonly ListedLayout[] {
  const lines = table().split("\n");
  return lines
    .filter((line) => line !== "" && !line.startsWith("#"))
    .map((line) => {
      const [name = "", description = ""] = line.split("\t");
      return { name, description };
    });
}

/** The version of xkeyboard-config that the table was made from. */
export function tableVersion(): string {
  return /^# xkeyboard-config (\S+)/.exec(table())?.[1] ?? "";
}

function lineOf(name: string): readonly string[] {
  const start = table().indexOf(`\n${name}\t`) + 1;
  if (start === 0) throw new Error(`table.txt has no line "${name}"`);
  return table().slice(start, table().indexOf("\n", start)).split("\t");
}
