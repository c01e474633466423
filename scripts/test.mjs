// Runs all checks and all layers of tests in order, continues after a failure, and ends with the failures and a line
// `N passed, N failed`.
//
// `npm test` runs everything; `npm test -- unit runner` only the named steps.
import { spawn } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { root } from "./setup/say.mjs";
import { countsIn, line } from "./test/counts.mjs";
import { failuresIn } from "./test/failures.mjs";

process.chdir(fileURLToPath(root));
// The shell that started this may have resolved `node` before the set-up step installed the right one.
process.env.PATH = `${fileURLToPath(new URL("node_modules/.bin", root))}:${process.env.PATH}`;
const reports = "test-results";

const steps = [
  { name: "build", run: () => check("node", "scripts/build.mjs") },
  { name: "lint", run: () => check("biome", "ci", "--error-on-warnings") },
  { name: "types", run: () => check("tsc", "--project", "tsconfig.json") },
  ...["unit", "integration", "runner", "e2e"].map((layer) => ({ name: layer, run: () => vitest(layer) })),
];

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !steps.some((step) => step.name === name));
if (unknown.length > 0) {
  console.error(`unknown step: ${unknown.join(", ")}; use ${steps.map(({ name }) => name).join(", ")}`);
  process.exit(2);
}

// Ctrl-C also reaches the test runner: wait until it has cleaned up.
let interrupted = false;
for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => (interrupted = true));

const lines = [];
const failures = [];
const sum = { passed: 0, failed: 0, skipped: 0 };
for (const { name, run } of steps) {
  if (interrupted || (wanted.length > 0 && !wanted.includes(name))) continue;
  console.log(`\n=== ${name}`);
  const start = performance.now();
  const counts = await run();
  for (const kind of Object.keys(sum)) sum[kind] += counts[kind];
  lines.push(`${name.padEnd(12)} ${line(counts)} (${Math.round((performance.now() - start) / 1000)} s)`);
}
// A skipped test proves nothing, so continuous integration rejects it.
const unproven = process.env.CI ? sum.skipped : 0;
const told = failures.flatMap((failure) => ["", failure]);
const refusal = unproven > 0 ? ["skipped tests count as failures in continuous integration"] : [];
console.log([...told, "", ...lines, ...refusal, line(sum)].join("\n"));
process.exit(sum.failed > 0 || unproven > 0 || sum.passed === 0 || interrupted ? 1 : 0);

async function check(command, ...args) {
  const succeeded = (await exitCode(command, args)) === 0;
  return { passed: succeeded ? 1 : 0, failed: succeeded ? 0 : 1, skipped: 0 };
}

async function vitest(layer) {
  const report = `${reports}/${layer}.json`;
  mkdirSync(reports, { recursive: true });
  rmSync(report, { force: true });
  const selection = ["run", "--config", "test/vitest.config.ts", "--project", `${layer}*`];
  const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${report}`];
  const code = await exitCode("vitest", [...selection, ...reporters]);
  const results = existsSync(report) ? JSON.parse(readFileSync(report, "utf8")) : undefined;
  failures.push(...failuresIn(results, process.cwd()));
  return countsIn(results, code);
}

function exitCode(command, args) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { stdio: "inherit" });
    child.on("error", (error) => {
      console.error(`${command}: ${error.message}`);
      resolve(1);
    });
    child.on("exit", (code) => resolve(code ?? 1));
  });
}
