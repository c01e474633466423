// What a round's runs left: files that a run without faults does not leave, and processes.
import { readdir } from "node:fs/promises";
import { join, relative } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { processesOf } from "../support/processes.ts";
import { plainName } from "./events.ts";
import type { Place } from "./place.ts";

const searched = ["cache/demotool", "run", "tmp", "project"];

/** How many files there are of each name without digits and digests. */
export type FileCounts = ReadonlyMap<string, readonly string[]>;

/** What libvirt and Vitest keep for themselves: Vitest removes the attachments of earlier runs when it likes to. */
const others = /^(?:run\/libvirt|project\/(?:\.vitest|node_modules))(?:\/|$)/;

/** The files, directories and sockets of a round, without libvirt's and Vitest's own. */
export async function filesOf(place: Place): Promise<FileCounts> {
  const found = await Promise.all(searched.map((part) => walk(join(place.directory, part))));
  const names = found.flat().map((path) => relative(place.directory, path));
  return Map.groupBy(
    names.filter((name) => !others.test(name)),
    plainName,
  );
}

/** One line for each file that is there more often than after a run without faults, unless `mayLeave` allows it. */
export function unexpectedFiles(found: FileCounts, clean: FileCounts, mayLeave?: RegExp): readonly string[] {
  return [...found].flatMap(([name, all]) => {
    const paths = all.filter((path) => mayLeave?.test(path) !== true);
    const allowed = clean.get(name)?.length ?? 0;
    return paths.length > allowed
      ? [`left: ${paths.slice(0, 3).join(", ")} (${paths.length}, expected ${allowed})`]
      : [];
  });
}

const endMs = 5000;

/** One line for each process that does not end, other than libvirt's daemons and the canary. */
export async function lastingProcesses(place: Place): Promise<readonly string[]> {
  const started = performance.now();
  for (;;) {
    const left = processesOf(place.directory).filter(
      ({ role, words }) =>
        role !== "libvirtd" && role !== "virtlogd" && !words.some((word) => word.startsWith("guest=canary")),
    );
    if (left.length === 0) return [];
    if (performance.now() - started > endMs) {
      return left.map(({ role, words }) => `left: process ${role}: ${words.join(" ").slice(0, 120)}`);
    }
    await delay(50);
  }
}

async function walk(directory: string): Promise<readonly string[]> {
  const entries = await readdir(directory, { withFileTypes: true }).catch(() => []);
  const found = await Promise.all(
    entries.map(async (entry) => {
      const path = join(directory, entry.name);
      return entry.isDirectory() ? [path, ...(await walk(path))] : [path];
    }),
  );
  return found.flat();
}
