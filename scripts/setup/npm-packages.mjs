// The npm packages, including the Node that Vitest needs: installed if one is missing or has another version.
import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { outputOf, root, runs, SetupError, say } from "./say.mjs";

const bundledNode = fileURLToPath(new URL("node_modules/.bin/node", root));

/** Installs the npm packages unless `node_modules` matches the lock file. */
export function installNpmPackages() {
  const reason = whatIsWrong();
  if (reason === undefined) return;
  say(`installing the npm packages (${reason})`);
  // `npm ci` starts from scratch; an existing folder only needs the differences.
  const commands =
    existsSync(new URL("node_modules", root)) || !lockFits() ? ["install", "install"] : ["ci", "install"];
  // Some packages ask for more than Node 20; they run on the bundled Node, so hide the warnings.
  const flags = ["--no-audit", "--no-fund", "--loglevel=error"];
  // npm may hang forever on a bad connection; its cache keeps what it has downloaded.
  const options = { cwd: root, timeout: 600_000, killSignal: "SIGKILL" };
  if (!commands.some((command) => runs("npm", [command, ...flags], options))) {
    throw new SetupError("the npm packages could not be installed: see npm's output above");
  }
  // Without install scripts, npm leaves the package without its program.
  if (!usable(bundledNode)) runs("npm", ["rebuild", "node", "--ignore-scripts=false"], { cwd: root });
  if (!usable(bundledNode)) {
    throw new SetupError(`${bundledNode} does not run: the npm package \`node\` must be allowed its install script`);
  }
}

function whatIsWrong() {
  const installed = readJson("node_modules/.package-lock.json")?.packages;
  if (installed === undefined) return "none installed";
  if (!lockFits()) return "package.json has changed";
  for (const [path, wanted] of Object.entries(readJson("package-lock.json").packages)) {
    const version = installed[path]?.version;
    if (path === "" || version === wanted.version || (version === undefined && wanted.optional)) continue;
    return `${path.replace(/^node_modules\//, "")} is ${version ?? "missing"}, should be ${wanted.version}`;
  }
  return usable(bundledNode) ? undefined : "its Node does not run";
}

/** Whether the lock file was made from this package.json. */
function lockFits() {
  const manifest = readJson("package.json");
  const locked = readJson("package-lock.json")?.packages[""];
  return ["dependencies", "devDependencies", "peerDependencies"].every(
    (kind) => sorted(manifest[kind]) === sorted(locked?.[kind]),
  );
}

function sorted(dependencies = {}) {
  return JSON.stringify(Object.entries(dependencies).sort());
}

function usable(node) {
  const [major = 0, minor = 0] = (outputOf(node, ["-p", "process.versions.node"]) ?? "").split(".").map(Number);
  return major > 22 || (major === 22 && minor >= 12);
}

function readJson(path) {
  const url = new URL(path, root);
  return existsSync(url) ? JSON.parse(readFileSync(url, "utf8")) : undefined;
}
