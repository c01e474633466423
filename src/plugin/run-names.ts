// Names all demo files of a run, so that each name is unique.
import { relative } from "node:path";
import type { TestProject } from "vitest/node";
import { demoName } from "../demo/names.ts";
import type { RunContext } from "./context.ts";
import { fileKey } from "./context.ts";
import type { DemoFiles, DemoSource } from "./demo-files.ts";
import { type DemoFile, fileNames } from "./file-names.ts";
import { namesGivenBy, titlesIn } from "./titles.ts";

/** The names of files and tests in the settings. */
export type Names = Pick<RunContext, "fileNames" | "titles">;

/** Names are unique among all demo files, selected or not: a selection must not change directories. */
export async function nameFiles(
  projects: Iterable<TestProject>,
  sourcesOf: (project: TestProject) => DemoFiles,
): Promise<Names> {
  const files: { file: DemoFile; source: DemoSource }[] = [];
  for (const project of projects) {
    const { testFiles } = await project.globTestFiles();
    const demos = await sourcesOf(project).demos(testFiles.toSorted());
    const { root } = project.config;
    for (const source of demos) {
      const name = relative(root, source.path).replaceAll("\\", "/");
      files.push({ source, file: { project: project.name, path: source.path, name } });
    }
  }
  const names = fileNames(files.map(({ file }) => file));
  const titles = files.map(({ file: { project, path, name }, source }) => {
    const file = fileKey(project, path);
    return { file, titles: namesGivenBy(titlesIn(source.allText), names[file] ?? demoName(name)) };
  });
  return { fileNames: names, titles };
}
