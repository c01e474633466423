// A JSON file of demotool (a manifest, a side file, an entry of a registry) gets hostile content at some moment.
import { readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { drawMoment } from "../round/moment.ts";
import type { Place } from "../round/place.ts";
import { giveTo } from "../support/account.ts";
import type { Random } from "../support/random.ts";
import type { FaultKind } from "./kind.ts";

const values: readonly unknown[] = [
  null,
  -1,
  1e308,
  "",
  "../../../../etc",
  [],
  {},
  true,
  "a\u0000b",
  "x".repeat(70_000),
];

/** The kind. */
export const hostileJson: FaultKind = {
  name: "hostile JSON",
  draw: (random, profile) => {
    const which = random.fraction();
    const form = random.pick(["empty", "cut", "zeros", "null", "list", "deep", "number", "value", "value", "value"]);
    return {
      text: `a JSON file becomes: ${form}`,
      moment: drawMoment(random, profile),
      strike: async ({ place }) => {
        const files = await jsonFiles(place);
        const path = files[Math.floor(which * files.length)];
        if (path === undefined) return false;
        const content = spoil(await readFile(path, "utf8"), form, random);
        // Saved states are hard links to those of other rounds.
        await rm(path);
        await writeFile(path, content);
        await giveTo(place.lab.account, path);
        return true;
      },
    };
  },
};

async function jsonFiles({ directory }: Place): Promise<readonly string[]> {
  const parents = ["cache/demotool", "run/demotool"].map((part) => join(directory, part));
  const names = await Promise.all(
    parents.map(async (parent) =>
      (await readdir(parent, { recursive: true }).catch(() => [])).map((name) => join(parent, name)),
    ),
  );
  return names.flat().filter((name) => name.endsWith(".json"));
}

/** The content in a hostile form. */
function spoil(text: string, form: string, random: Random): string {
  if (form === "cut") return text.slice(0, random.whole(0, Math.max(0, text.length - 1)));
  if (form === "zeros") return "\0".repeat(text.length);
  if (form === "null") return "null";
  if (form === "list") return "[[],{},1]";
  if (form === "deep") return "[".repeat(100_000);
  if (form === "number") return "1e999";
  return form === "value" ? withOneValue(text, random) : "";
}

/** Replaces one value somewhere in the document. */
function withOneValue(text: string, random: Random): string {
  try {
    const places = [...text.matchAll(/: ?("(?:[^"\\]|\\.)*"|-?[\d.e+]+|true|false|null)/g)];
    if (places.length === 0) return "{}";
    const place = random.pick(places);
    const start = place.index + place[0].length - (place[1] ?? "").length;
    return text.slice(0, start) + JSON.stringify(random.pick(values)) + text.slice(place.index + place[0].length);
  } catch {
    return "{}";
  }
}
