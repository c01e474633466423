// Builds dist/ from scratch: compiled modules, types, source maps. The old dist/ stays until the new one is complete,
// or if compilation fails, so that tests and programs running meanwhile never see a partial build.
import { spawnSync } from "node:child_process";
import { copyFileSync, existsSync, readdirSync, renameSync, rmSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { bundle } from "./build/bundle.mjs";

process.chdir(dirname(dirname(fileURLToPath(import.meta.url))));
if (isUpToDate()) process.exit(0);
const fresh = `dist.${process.pid}.new`;
const stale = `dist.${process.pid}.old`;
try {
  const tsc = ["node_modules/typescript/bin/tsc", "--project", "tsconfig.build.json", "--outDir", fresh];
  const { status } = spawnSync("node_modules/.bin/node", tsc, { stdio: "inherit" });
  process.exitCode = status ?? 1;
  if (status === 0) {
    copyData(fresh);
    await bundle(fresh);
    if (existsSync("dist")) renameSync("dist", stale);
    renameSync(fresh, "dist");
  }
} finally {
  rmSync(fresh, { recursive: true, force: true });
  rmSync(stale, { recursive: true, force: true });
}

/** Copies what modules read from beside themselves. */
function copyData(directory) {
  const data = readdirSync("src", { recursive: true }).filter((name) => name.endsWith(".txt"));
  for (const name of data) copyFileSync(join("src", name), join(directory, "src", name));
}

/** Whether dist/ is newer than all its sources; a directory's time changes when a file is added or removed. */
function isUpToDate() {
  if (!existsSync("dist/src/index.js")) return false;
  const built = statSync("dist/src/index.js").mtimeMs;
  const configuration = [
    "tsconfig.json",
    "tsconfig.build.json",
    "package-lock.json",
    "scripts/build.mjs",
    "scripts/build/bundle.mjs",
  ];
  const sources = ["src", "fixtures"].flatMap((folder) => [
    folder,
    ...readdirSync(folder, { recursive: true }).map((name) => join(folder, name)),
  ]);
  return [...configuration, ...sources].every((path) => statSync(path).mtimeMs < built);
}
