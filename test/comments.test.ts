// Enforces the rules about comments: a first line that says what a file is for, and documented exports.
import { expect, test } from "vitest";
import { filesBelow, sourceOf } from "./support/source.ts";

const files = filesBelow("src", "fixtures").map((file) => ({ file, text: sourceOf(file) }));
const all = filesBelow("src", "fixtures", "demos", "bench", "campaign", "test/support").map((file) => ({
  file,
  text: sourceOf(file),
}));

/** The names that a text declares and exports without a doc comment. */
function undocumented(text: string): string[] {
  const lines = text.split("\n");
  const declaration =
    /^export (?:default )?(?:declare |abstract |async )*(?:function\*?|const|let|class|interface|type) (\w+)/;
  return lines.flatMap((line, index) => {
    const name = declaration.exec(line)?.[1];
    if (name === undefined) return [];
    // The overloads of a function share the first one's comment.
    const overload = lines.slice(0, index).some((earlier) => declaration.exec(earlier)?.[1] === name);
    return overload || lines[index - 1]?.trimEnd().endsWith("*/") ? [] : [name];
  });
}

test("every file's first line says what it is for", () => {
  const silent = all.filter(({ text }) => !/^(#!.*\n)?\/\/ \S.{10,}/.test(text));
  expect(silent.map(({ file }) => file)).toEqual([]);
});

test("every export has a doc comment", () => {
  expect(files.flatMap(({ file, text }) => undocumented(text).map((name) => `${file}: ${name}`))).toEqual([]);
});

test("the rules detect violations", () => {
  const text = ["/** Yes. */", "export const a = 1;", "export class B {}", "export async function c() {}"].join("\n");
  expect(undocumented(text)).toEqual(["B", "c"]);
});
