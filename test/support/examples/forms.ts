// What a `ts` block is: a whole file, or a part of a test's body; and what its comments promise.
import { directoryName } from "../../../src/demo/names.ts";
import { importsIn } from "../source.ts";
import { type Block, placeOf } from "./blocks.ts";

/** A configuration, a test file or a program is a whole file; a fragment is a part of a test's body. */
export type Form = "config" | "test" | "program" | "fragment";

/** The form of a block, by what it imports. */
export function formOf(block: Block): Form {
  const imports = importsIn(block.text);
  if (imports.includes("demotool/plugin")) return "config";
  if (imports.includes("demotool/fixtures")) return "test";
  if (imports.includes("demotool")) return "program";
  if (imports.length === 0) return "fragment";
  throw new Error(`${placeOf(block)}: imports only ${imports.join(", ")}`);
}

/** The path of a whole file in its project: what its first line names, or one made of its place. */
export function pathOf(block: Block): string {
  const [, named] = /^\/\/ (\S+\.ts)\n/.exec(block.text) ?? [];
  const form = formOf(block);
  if (form === "config") return named ?? "vitest.config.ts";
  const name = directoryName([placeOf(block)]);
  return named ?? (form === "test" ? `demos/${name}.test.ts` : `${name}.ts`);
}

/** Whether a test file has a test of its own. */
export function hasTest({ text }: Block): boolean {
  return /^\w+\("/m.test(text);
}

const comment = /\/\/ (.*)$/gm;
const directory = /demo-videos\/(?:<test>|[\w-]+)\/|<demo directory>\//;
const fileName = /(?<![\w<])[\w-]+\.(?:mp4|vtt|png)\b/g;

/** The files that a block's comments say it writes; those without a directory are beside the ones with it. */
export function promisedFiles(block: Block): string[] {
  const own = `demo-videos/${directoryName([placeOf(block)])}/`;
  return [...block.text.matchAll(comment)].flatMap(([, said = ""]) => {
    const [found] = directory.exec(said) ?? [];
    if (found === undefined) return [];
    const folder = found.includes("<") ? own : found;
    return [...said.matchAll(fileName)].map(([name]) => folder + name);
  });
}

const commented = /console\.log\(.*; \/\/ (.*)$/gm;

/**
 * What a block prints: the comment behind a `console.log(…);`, or all of the next block of the page, where that has no
 * language and the block prints something without such a comment.
 *
 * @param onPage the blocks of its page
 */
export function promisedOutput(block: Block, onPage: readonly Block[]): string[] {
  const said = [...block.text.matchAll(commented)].map(([, line = ""]) => line);
  const next = onPage.find(({ line }) => line > block.line);
  const prints = block.text.replaceAll(commented, "").includes("console.log(");
  return prints && next?.language === "" ? [...said, next.text] : said;
}
