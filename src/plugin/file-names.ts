// Unique names for demo files: for `a-b.test.ts` and `a/b.test.ts`, or for one file in two projects.
import { demoName, slug } from "../demo/names.ts";
import { fileKey } from "./context.ts";

/** A demo file of a project. */
export interface DemoFile {
  /** The project's name; empty for one without. */
  readonly project: string;
  /** Absolute path. */
  readonly path: string;
  /** Path below the project's root, with slashes. */
  readonly name: string;
}

/** Names for files whose own name is taken by an earlier file: prefixed by the project's name, or numbered. */
export function fileNames(files: readonly DemoFile[]): Readonly<Record<string, string>> {
  const taken = new Set<string>();
  const names: Record<string, string> = {};
  for (const { project, path, name } of files) {
    const own = demoName(name);
    const choices = [own, ...(project ? [slug(`${project} ${own}`)] : [])];
    const free = choices.find((choice) => !taken.has(choice)) ?? numbered(own, taken);
    taken.add(free);
    if (free !== own) names[fileKey(project, path)] = free;
  }
  return names;
}

function numbered(name: string, taken: ReadonlySet<string>): string {
  let count = 2;
  while (taken.has(`${name}-${count}`)) count++;
  return `${name}-${count}`;
}
