// Checks the documents: links, anchors and file names resolve, lines are short, and no placeholder is left.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { filesBelow, repository, sourceOf } from "./support/source.ts";

const documents = ["README.md", "CONTRIBUTING.md", "CHANGELOG.md", "SECURITY.md"].concat(
  readdirSync(join(repository, "docs"))
    .filter((name) => name.endsWith(".md"))
    .map((name) => join("docs", name)),
);

const lineLimit = 120;

/** Files in the examples' own projects, output files of commands, and QEMU's documentation. */
const elsewhere =
  /^demos\/(?:__screens__\/.*|(?:editor|hello|login|processes|x)\.test\.ts)$|^bench\/results\/|^docs\/(?:devel|interop)\/|[*<{]/;

/** A path below a folder of this repository, anywhere in a text. */
const paths = /(?<![\w./~-])(?:src|fixtures|test|bench|scripts|docs|demos|\.ci|\.github)\/[\w.*<>{}/-]*[\w*>}/]/g;

function textOf(document: string): string {
  return readFileSync(join(repository, document), "utf8");
}

function withoutFences(text: string): string {
  return text.replaceAll(/^```.*\n[\s\S]*?^```$/gm, "");
}

/** The anchors of a text's headings, as GitHub makes them. */
function anchorsOf(text: string): string[] {
  const headings = [...withoutFences(text).matchAll(/^#+ (.+)$/gm)].map(([, heading = ""]) => heading);
  return headings.map((heading) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\s_-]/gu, "")
      .replaceAll(" ", "-"),
  );
}

/** A text's links to missing files or headings. */
function brokenLinks(document: string, text: string): string[] {
  const links = [...text.matchAll(/\]\(([^)\s]+)\)/g)].map(([, link = ""]) => link);
  return links.filter((link) => {
    if (/^[a-z]+:/.test(link)) return false;
    const [file = "", anchor] = link.split("#");
    const target = file === "" ? document : join(dirname(document), file);
    if (!existsSync(join(repository, target))) return true;
    return anchor !== undefined && !anchorsOf(file === "" ? text : textOf(target)).includes(anchor);
  });
}

/** A text's paths that do not exist. */
function missingPaths(text: string): string[] {
  const named = [...text.matchAll(paths)].map(([path]) => path);
  return [...new Set(named)].filter((path) => !elsewhere.test(path) && !existsSync(join(repository, path)));
}

/** Lines of prose beyond the limit; tables and code cannot be wrapped. */
function longLines(text: string): string[] {
  return withoutFences(text)
    .split("\n")
    .filter((line) => line.length > lineLimit && !line.trimStart().startsWith("|"));
}

test.each(documents)("%s has no broken link", (document) => {
  expect(brokenLinks(document, textOf(document))).toEqual([]);
});

test.each(documents)("%s names existing files", (document) => {
  expect(missingPaths(textOf(document))).toEqual([]);
});

test.each(documents)("%s has short lines", (document) => {
  expect(longLines(textOf(document))).toEqual([]);
});

test.each(documents)("%s has no placeholder", (document) => {
  expect(textOf(document).match(/\{[A-Z]{2,}\}|TODO|FIXME|XXX/g) ?? []).toEqual([]);
});

test("comments in the source name existing files", () => {
  const comments = (file: string): string => (sourceOf(file).match(/\/\*[\s\S]*?\*\/|\/\/.*$/gm) ?? []).join("\n");
  const missing = (file: string): string[] => missingPaths(comments(file)).map((path) => `${file}: ${path}`);
  expect(filesBelow("src", "fixtures", "bench", "demos").flatMap(missing)).toEqual([]);
});

test("docs/architecture.md names every folder of the source", () => {
  const folders = readdirSync(join(repository, "src"), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => `src/${name}/`);
  const text = textOf("docs/architecture.md");
  expect([...folders, "fixtures/"].filter((folder) => !text.includes(`| \`${folder}\` |`))).toEqual([]);
});

test("the README links to every page of docs", () => {
  const text = textOf("README.md");
  const pages = documents.filter((document) => document.startsWith("docs/"));
  expect(pages.filter((page) => !text.includes(`](${page}`))).toEqual([]);
});

test("the rules detect violations", () => {
  const text = [
    "# A title: `maxVms`, twice",
    "[one](#a-title-maxvms-twice) [two](#elsewhere) [three](missing.md) [four](README.md#no-such-heading)",
    "`src/missing.ts`, `src/index.ts`, `src/**/*.test.ts`, ~/src/other.ts, demos/hello.test.ts.",
    `| ${"x".repeat(lineLimit)} |`,
    "x".repeat(lineLimit + 1),
  ].join("\n");
  expect(brokenLinks("CHANGELOG.md", text)).toEqual(["#elsewhere", "missing.md", "README.md#no-such-heading"]);
  expect(missingPaths(text)).toEqual(["src/missing.ts"]);
  expect(longLines(text)).toEqual(["x".repeat(lineLimit + 1)]);
});
