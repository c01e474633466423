// Builds dist/ from nothing: compiled modules, types, source maps. The old dist/ is replaced in one step at the end,
// so that a test or a program that runs meanwhile never sees half of it.
import { spawnSync } from "node:child_process";
import { existsSync, renameSync, rmSync } from "node:fs";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";

process.chdir(dirname(dirname(fileURLToPath(import.meta.url))));
const fresh = `dist.${process.pid}.new`;
const stale = `dist.${process.pid}.old`;
try {
  const tsc = ["node_modules/typescript/bin/tsc", "--project", "tsconfig.build.json", "--outDir", fresh];
  const { status } = spawnSync("node_modules/.bin/node", tsc, { stdio: "inherit" });
  process.exitCode = status ?? 1;
  if (existsSync(fresh)) {
    if (existsSync("dist")) renameSync("dist", stale);
    renameSync(fresh, "dist");
  }
} finally {
  rmSync(fresh, { recursive: true, force: true });
  rmSync(stale, { recursive: true, force: true });
}
