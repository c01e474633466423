// Projects with demotool installed, and complete runs of the real Vitest in them.
import { cp, mkdir, readFile, symlink, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { execa } from "execa";
import { outerEnvironment } from "../../test/support/consumer.ts";

const repository = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/** Makes a project with the built demotool and Vitest in its `node_modules`, as installed by npm. */
export async function makeProject(directory: string, files: Readonly<Record<string, string>>): Promise<void> {
  const modules = join(directory, "node_modules");
  await mkdir(modules, { recursive: true });
  await cp(join(repository, "dist"), join(modules, "demotool", "dist"), { recursive: true });
  await cp(join(repository, "package.json"), join(modules, "demotool", "package.json"));
  const { dependencies } = JSON.parse(await readFile(join(repository, "package.json"), "utf8"));
  for (const name of [...Object.keys(dependencies), "vitest"]) {
    await mkdir(dirname(join(modules, name)), { recursive: true });
    await symlink(join(repository, "node_modules", name), join(modules, name));
  }
  const all = { "package.json": '{ "type": "module" }', ...files };
  for (const [name, content] of Object.entries(all)) await writeFile(join(directory, name), content);
}

/**
 * Runs all tests of a project.
 *
 * @returns milliseconds from the start of the process to its exit
 * @throws when a test fails
 */
export async function runVitest(directory: string): Promise<number> {
  const start = performance.now();
  await execa(process.execPath, [join(directory, "node_modules", "vitest", "vitest.mjs"), "run"], {
    cwd: directory,
    env: outerEnvironment(),
    extendEnv: false,
    stdin: "ignore",
  });
  return performance.now() - start;
}
