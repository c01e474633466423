// What the documents point at is there, and nothing in them is left to be filled in.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { repository } from "./support/source.ts";

const documents = ["README.md", "CONTRIBUTING.md", "CHANGELOG.md"].concat(
  readdirSync(join(repository, "docs"))
    .filter((name) => name.endsWith(".md"))
    .map((name) => join("docs", name)),
);

test.each(documents)("%s has no broken link and no gap", (path) => {
  const text = readFileSync(join(repository, path), "utf8");
  const links = [...text.matchAll(/\]\(([^)#]+)(?:#[^)]*)?\)/g)].map(([, target = ""]) => target);
  const local = links.filter((target) => !/^[a-z]+:/.test(target));
  expect(local.filter((target) => !existsSync(join(repository, dirname(path), target)))).toEqual([]);
  expect(text.match(/\{[A-Z]{2,}\}|TODO|FIXME|XXX/g) ?? []).toEqual([]);
});
