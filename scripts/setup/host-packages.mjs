// Installs missing host packages with apt or dnf, as root or through sudo, and says which.
import { existsSync } from "node:fs";
import { benchRequirements, demoRequirements, testRequirements } from "./requirements.mjs";
import { runs, SetupError, say } from "./say.mjs";

const requirementsOf = { test: testRequirements, bench: benchRequirements };

/** Installs the missing host packages; `uses`, `test` or `bench`, adds those that only these need. */
export function installHostPackages(uses) {
  const requirements = [...demoRequirements, ...uses.flatMap((use) => requirementsOf[use])];
  const missing = requirements.filter((requirement) => !requirement.found());
  if (missing.length === 0) return;
  const manager = managers.find(({ path }) => existsSync(path));
  if (manager === undefined) throw new SetupError(`${listOf(missing)}\nInstall what is missing and try again.`);

  const packages = [...new Set(missing.map((requirement) => requirement[manager.name]))];
  say(listOf(missing));
  say(`installing with ${manager.name}: ${packages.join(" ")}`);
  const commands = manager.commands(packages);
  for (const { line, optional } of commands) {
    if (!asRoot(line, manager.environment) && !optional) throw new SetupError(byHand(commands));
  }
  const still = requirements.filter((requirement) => !requirement.found());
  if (still.length > 0) throw new SetupError(`${listOf(still)}\nThe packages were installed but do not contain it.`);
}

const managers = [
  {
    name: "apt",
    path: "/usr/bin/apt-get",
    environment: ["DEBIAN_FRONTEND=noninteractive"],
    commands: (packages) => {
      // Another apt may be running, for example on a machine that has just booted.
      const patient = ["apt-get", "-q", "-o", "DPkg::Lock::Timeout=300", "-o", "Dpkg::Use-Pty=0"];
      return [
        { line: [...patient, "update"], optional: true },
        { line: [...patient, "install", "--yes", "--no-install-recommends", ...packages] },
      ];
    },
  },
  {
    name: "dnf",
    path: "/usr/bin/dnf",
    environment: [],
    commands: (packages) => [
      { line: ["dnf", "install", "--assumeyes", "--setopt=install_weak_deps=False", ...packages] },
    ],
  },
];

function listOf(requirements) {
  return `missing on this machine: ${requirements.map(({ name }) => name).join(", ")}`;
}

function byHand(commands) {
  const lines = commands.map(({ line }) => `  ${line.join(" ")}`);
  return ["The host packages could not be installed. Run as root, then try again:", ...lines].join("\n");
}

function asRoot(line, environment) {
  if (process.getuid?.() === 0) return runs("env", [...environment, ...line]);
  // Without a terminal nobody can type a password.
  const sudo = ["sudo", ...(process.stdin.isTTY ? [] : ["--non-interactive"])];
  const [command, ...args] = [...sudo, "env", ...environment, ...line];
  return runs(command, args);
}
