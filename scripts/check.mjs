// `npm run check`: lint, types and the project `unit`, the unit tests that take no seconds and replace no modules, at the
// same time; run it before each commit.
import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { root } from "./setup/say.mjs";

process.chdir(fileURLToPath(root));

const checks = {
  lint: ["biome", "ci", "--error-on-warnings"],
  // Checks again only what has changed since the last time.
  types: ["tsc", "--project", "tsconfig.json", "--incremental", "--tsBuildInfoFile", "node_modules/.cache/check.json"],
  unit: ["vitest", "run", "--config", "test/vitest.config.ts", "--project", "unit", "--reporter", "dot"],
};

const start = performance.now();
const results = await Promise.all(Object.entries(checks).map(([name, command]) => check(name, command)));
for (const { name, output, code } of results) if (code !== 0) console.log(`\n=== ${name}\n${output.trimEnd()}`);
const line = results.map(({ name, code, seconds }) => `${name} ${code === 0 ? "passed" : "FAILED"} (${seconds} s)`);
console.log(`${line.join(", ")}: ${secondsSince(start)} s`);
process.exitCode = results.some(({ code }) => code !== 0) ? 1 : 0;

function check(name, [command, ...args]) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { stdio: ["ignore", "pipe", "pipe"] });
    let output = "";
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding("utf8").on("data", (text) => (output += text));
    child.on("error", (error) => (output += String(error)));
    child.on("close", (code) => resolve({ name, output, code, seconds: secondsSince(start) }));
  });
}

function secondsSince(moment) {
  return Math.round((performance.now() - moment) / 100) / 10;
}
