// Small projects with demos, run by the real Vitest on tiny guests.
import { randomBytes } from "node:crypto";
import { link, mkdir, readdir, readFile, rm, symlink } from "node:fs/promises";
import { join } from "node:path";
import { execa } from "execa";
import {
  consumerProject,
  type RunningVitest,
  runVitest,
  smallProject,
  startVitest,
  type VitestMajor,
  type VitestResult,
} from "../support/consumer.ts";
import { tinyLinuxImage } from "../support/guests/tiny-guest.ts";

/** The major versions of Vitest that all tests here cover. */
export const majors = [5, 4] as const;

/** Plugin options for a guest that is ready in seconds. */
export const tinyOptions = `{ image: "tiny-1", cpus: 1, memory: 512, readyDelay: 0 }`;

const configuration = `
  import { defineConfig } from "vitest/config";
  import demotool from "demotool/plugin";
  export default defineConfig({ plugins: [demotool(${tinyOptions})] });
`;

/** A project on disk; `await using` removes it. */
export interface DemoProject extends AsyncDisposable {
  readonly directory: string;
  /** Part of its file names, `demos/<id>-….test.ts`, since domain names are shared by the whole host. */
  readonly id: string;
  run(args?: readonly string[], env?: Readonly<Record<string, string>>): Promise<VitestResult>;
  start(args?: readonly string[], env?: Readonly<Record<string, string>>): RunningVitest;
  /** Reads one of its files. */
  read(path: string): Promise<string>;
  /** The directories in `demo-videos/`. */
  videos(): Promise<readonly string[]>;
  /** Puts another tiny image into its cache. */
  addImage(name: string): Promise<void>;
  /** Leftovers of its VMs: domains and overlays. */
  leftovers(): Promise<readonly string[]>;
}

/** Contents by path; `ID` in both becomes the project's id, and the configuration is optional. */
type ProjectFiles = Readonly<Record<string, string>>;

/**
 * Makes a project. All projects with this package and this major of Vitest share the saved states of VMs, so that a VM
 * starts in a second.
 */
export async function demoProject(major: VitestMajor, files: ProjectFiles): Promise<DemoProject> {
  const states = join(await consumerProject(major), "states");
  await mkdir(states, { recursive: true });
  return newProject(major, files, (directory) => symlink(states, directory));
}

/** Makes a project with its own saved states: its first VM boots, which takes seconds. */
export async function coldProject(major: VitestMajor, files: ProjectFiles): Promise<DemoProject> {
  return newProject(major, files, async () => {});
}

async function newProject(
  major: VitestMajor,
  files: ProjectFiles,
  placeStates: (directory: string) => Promise<void>,
): Promise<DemoProject> {
  const id = `t${randomBytes(3).toString("hex")}`;
  const named = Object.entries(files).map(([path, text]) => [path.replace("ID", id), text.replaceAll("ID", id)]);
  const directory = await smallProject(await consumerProject(major), {
    "package.json": JSON.stringify({ private: true, type: "module" }),
    "vitest.config.ts": configuration,
    ...Object.fromEntries(named),
  });
  const cache = join(directory, "cache");
  const images = join(cache, "demotool", "images");
  await mkdir(images, { recursive: true });
  await placeStates(join(cache, "demotool", "warm"));
  // A link, not a copy: a saved state belongs to an image with one size and modification time.
  const addImage = async (name: string): Promise<void> => link(await tinyLinuxImage(), join(images, `${name}.qcow2`));
  await addImage("tiny-1");
  const environment = { XDG_CACHE_HOME: cache, DEMOTOOL_ACCEL: "tcg" };
  const list = async (path: string): Promise<string[]> => readdir(join(directory, path)).catch(() => []);
  return {
    directory,
    id,
    run: (args = ["run"], env = {}) => runVitest(directory, args, { env: { ...environment, ...env } }),
    start: (args = ["run"], env = {}) => startVitest(directory, args, { env: { ...environment, ...env } }),
    addImage,
    read: (path) => readFile(join(directory, path), "utf8"),
    videos: async () => (await list("demo-videos")).sort(),
    leftovers: async () => [...(await domains(id)), ...(await list("cache/demotool/run"))],
    [Symbol.asyncDispose]: () => rm(directory, { recursive: true, force: true }),
  };
}

/** The host's domains with `part` in their names. */
export async function domains(part: string): Promise<readonly string[]> {
  const { stdout } = await execa("virsh", ["-c", "qemu:///session", "list", "--all", "--name"]);
  return stdout.split("\n").filter((name) => name.includes(part));
}

/** Each test's outcome by its full name. */
export function outcomes({ json }: VitestResult): Readonly<Record<string, string>> {
  const tests = json?.testResults.flatMap(({ assertionResults }) => assertionResults) ?? [];
  return Object.fromEntries(tests.map(({ fullName, status }) => [fullName, status]));
}

/** Vitest's output, for assertion messages. */
export function story({ stdout, stderr }: VitestResult): string {
  return `${stdout}\n${stderr}`;
}

/** Number of VMs that a run booted. */
export function boots(result: VitestResult): number {
  return [...story(result).matchAll(/\[demotool\] info ready /g)].length;
}
