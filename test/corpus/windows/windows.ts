// The screenshots of windows of real programs, with the texts that the programs say they show.
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { readPng } from "../../../src/screen/files/png.ts";
import { repository } from "../../support/source.ts";
import type { Verdict } from "../pages/judge.ts";
import { Draws } from "../pages/random.ts";
import { judgedShot } from "../pages/rates.ts";
import type { Shot, ShownText } from "../pages/shoot.ts";

/** A screenshot of windows. */
export interface WindowShot extends Shot {
  /** The file's name without its extension. */
  readonly name: string;
  /** What draws the windows, as in `GTK 3`. */
  readonly toolkit: string;
  /** Whether text is light on dark. */
  readonly dark: boolean;
}

const folder = join(repository, "test/corpus/windows");

/** Height of a line divided by the size of its font: from 1.15, Liberation, to 1.36, Noto. */
const lineHeight = 1.25;

/** Reads the screenshots of the corpus, sorted by name. */
export async function windowShots(): Promise<WindowShot[]> {
  const names = (await readdir(folder)).filter((name) => name.endsWith(".png")).sort();
  return Promise.all(names.map((name) => windowShot(name.replace(/\.png$/, ""))));
}

async function windowShot(name: string): Promise<WindowShot> {
  const [head = "", ...lines] = (await readFile(join(folder, `${name}.jsonl`), "utf8")).trim().split("\n");
  const { toolkit, dark }: Pick<WindowShot, "toolkit" | "dark"> = JSON.parse(head);
  const texts = lines.map((line): ShownText => sized(JSON.parse(line)));
  return { name, toolkit, dark, texts, frame: await readPng(join(folder, `${name}.png`)) };
}

/** A text with the size of its font, which programs do not tell. */
function sized(text: Omit<ShownText, "size">): ShownText {
  return { ...text, size: (text.bottom - text.top) / lineHeight };
}

/** Judges the texts of a screenshot; which part of each is looked for depends on its name only. */
export function judgedWindows(shot: WindowShot): Promise<Verdict[]> {
  return judgedShot(shot, new Draws(seedOf(shot.name)));
}

/** A number for a name. */
export function seedOf(name: string): number {
  return [...name].reduce((seed, character) => (seed * 31 + character.charCodeAt(0)) | 0, 0);
}
