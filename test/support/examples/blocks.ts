// The examples in the documents: fenced blocks and commands, each with the place where it stands.
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { repository, sourceOf } from "../source.ts";

/** A fenced block of a page. */
export interface Block {
  readonly page: string;
  /** The line of its first line of text, from 1. */
  readonly line: number;
  /** What stands behind the opening fence; empty where nothing does. */
  readonly language: string;
  /** Word for word, with the last line's end. */
  readonly text: string;
}

/** A command of a `sh` block or of a code span. */
export interface Command {
  readonly place: string;
  /** Without a comment, and with continued lines as one. */
  readonly text: string;
}

/** The pages that users read. */
export const pages: readonly string[] = [
  "README.md",
  ...readdirSync(join(repository, "docs"))
    .filter((name) => name.endsWith(".md"))
    .map((name) => `docs/${name}`),
];

const fence = /^( *)```+\s*(\S*)/;

/** The fenced blocks of a page. */
export function blocksOf(page: string, text: string = sourceOf(page)): Block[] {
  const lines = text.split("\n");
  const blocks: Block[] = [];
  for (let index = 0; index < lines.length; index++) {
    const [, indent, language = ""] = fence.exec(lines[index] ?? "") ?? [];
    if (indent === undefined) continue;
    if (indent !== "") throw new Error(`${page}:${index + 1}: a block that is indented is not found by readers of it`);
    const end = lines.indexOf("```", index + 1);
    if (end === -1) throw new Error(`${page}:${index + 1}: a block without an end`);
    const inside = lines.slice(index + 1, end).map((line) => `${line}\n`);
    blocks.push({ page, line: index + 2, language, text: inside.join("") });
    index = end;
  }
  return blocks;
}

/** Where a block stands, as editors take it. */
export function placeOf({ page, line }: Block): string {
  return `${page}:${line}`;
}

/** The commands in a page's `sh` blocks. */
export function shellCommands(page: string, text: string = sourceOf(page)): Command[] {
  return blocksOf(page, text)
    .filter(({ language }) => language === "sh")
    .flatMap((block) =>
      block.text
        .replaceAll("\\\n", "")
        .trim()
        .split("\n")
        .map(commandAt(placeOf(block))),
    );
}

const programs = /^(?:npm|npx|node|vitest|demotool|git|ffmpeg|virt-builder|virtlogd|sudo|apt-get|dnf) \S/;

/** The commands in a page's code spans, which are on one line. */
export function inlineCommands(page: string, text: string = sourceOf(page)): Command[] {
  return text.split("\n").flatMap((line, index) =>
    [...line.matchAll(/`([^`]+)`/g)]
      .map(([, span = ""]) => span)
      .filter((span) => programs.test(span))
      .map(commandAt(`${page}:${index + 1}`)),
  );
}

function commandAt(place: string): (line: string) => Command {
  return (line) => ({ place, text: line.replace(/\s+# .*$/, "").trim() });
}
