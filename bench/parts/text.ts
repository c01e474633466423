// How much text is found: on pages in Chromium and in windows of programs, which tell what is where.
import { mkdtemp } from "node:fs/promises";
import { join } from "node:path";
import { documentationPages } from "../../test/corpus/pages/documentation.ts";
import { kinds, type SizeClass, sizeClasses, sizesOf } from "../../test/corpus/pages/generated-page.ts";
import type { Verdict } from "../../test/corpus/pages/judge.ts";
import { Draws } from "../../test/corpus/pages/random.ts";
import {
  described,
  foundShare,
  judgedCell,
  judgedShot,
  leastShare,
  mostMistaken,
} from "../../test/corpus/pages/rates.ts";
import { type Camera, startCamera } from "../../test/corpus/pages/shoot.ts";
import { judgedWindows, windowShots } from "../../test/corpus/windows/windows.ts";
import type { Bench } from "../support/part.ts";
import type { Report } from "../support/report.ts";

/** Texts of each kind and class. */
const leastTexts = 200;

/** Manuals have few large letters. */
const documentPages = 40;

/** The least share that is found in manuals, of small letters and of others. */
const leastInManuals = { small: 0.93, other: 0.98 };

/** The least share that is found in windows of a toolkit. */
const leastInWindows = 0.95;

/** Reads generated pages, none of which was used to choose a threshold, windows, and pages of Debian's manuals. */
export async function benchText(report: Report, { directory }: Pick<Bench, "directory">): Promise<void> {
  await using camera = await startCamera();
  const all: Verdict[] = [];
  for (const kind of kinds) {
    for (const size of sizesOf(kind)) {
      const verdicts = await judgedCell(camera, kind, size, "check", leastTexts);
      all.push(...verdicts);
      add(report, `text on ${kind} ground, ${named(size)}`, verdicts, leastShare(kind, size));
    }
  }
  report.limit("texts with one character changed, found", mistakenShare(all), mostMistaken);
  await addWindows(report);
  try {
    await addDocumentation(report, camera, await mkdtemp(join(directory, "documentation-")));
  } catch (error) {
    report.fail("text of manuals", error);
  }
}

async function addWindows(report: Report): Promise<void> {
  const all: Verdict[] = [];
  for (const [toolkit, shots] of Map.groupBy(await windowShots(), (shot) => shot.toolkit)) {
    const verdicts: Verdict[] = [];
    for (const shot of shots) verdicts.push(...(await judgedWindows(shot)));
    all.push(...verdicts);
    add(report, `text in windows of ${toolkit}`, verdicts, leastInWindows);
  }
  report.limit("texts of windows with one character changed, found", mistakenShare(all), mostMistaken);
}

async function addDocumentation(report: Report, camera: Camera, directory: string): Promise<void> {
  const pages = await documentationPages(directory);
  const draws = new Draws(1);
  const all: Verdict[] = [];
  for (let page = 0; page < documentPages; page++) {
    all.push(...(await judgedShot(await camera.shootFile(draws.of(pages), draws.of([0, 0, 600])), draws)));
  }
  for (const size of sizeClasses) {
    const inClass = all.filter(({ sample }) => sample.size >= size.least && sample.size < size.most + 1);
    if (inClass.length > 0) add(report, `text of manuals, ${named(size)}`, inClass, leastInManual(size));
  }
  report.add("texts of manuals with one character changed, found", mistakenShare(all));
}

function leastInManual({ least }: SizeClass): number {
  return least < 14 ? leastInManuals.small : leastInManuals.other;
}

function add(report: Report, name: string, verdicts: readonly Verdict[], least: number): void {
  console.log(
    verdicts
      .filter(({ found, mistaken }) => !found || mistaken)
      .map(described)
      .join("\n"),
  );
  report.add(`${name}, texts`, verdicts.length);
  report.atLeast(`${name}, found`, foundShare(verdicts), least);
}

function mistakenShare(verdicts: readonly Verdict[]): number {
  return verdicts.filter(({ mistaken }) => mistaken).length / verdicts.length;
}

function named({ least, most }: SizeClass): string {
  return `${least} to ${most} px`;
}
