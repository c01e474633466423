// A project that has installed demotool: the packed tarball and a Vitest, outside the repository.
import { randomUUID } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir, userInfo } from "node:os";
import { dirname, join } from "node:path";
import type { Readable } from "node:stream";
import { execa } from "execa";
import type { Lock } from "../../src/base/files/lock.ts";
import { testLock } from "./host/test-lock.ts";
import { repository } from "./source.ts";

/** The major versions of Vitest that demotool supports. */
export type VitestMajor = 4 | 5;

const versions: Readonly<Record<VitestMajor, string>> = { 4: "~4.1.0", 5: "^5.0.0" };

interface Packed {
  readonly filename: string;
  readonly integrity: string;
  readonly files: readonly { readonly path: string }[];
}

/** The tarball that `npm pack` makes from the existing `dist/`; build first. */
export interface Tarball {
  readonly path: string;
  /** The paths in the package. */
  readonly files: readonly string[];
  /** A hash of the contents. */
  readonly digest: string;
}

/** Packs demotool into `directory`. */
export async function packTarball(directory: string): Promise<Tarball> {
  await using _dist = await lockBuild();
  if (!existsSync(join(repository, "dist"))) throw new Error("dist/ is missing: run `npm run build` first");
  const { stdout } = await execa("npm", ["pack", "--json", "--ignore-scripts", "--pack-destination", directory], {
    cwd: repository,
    env: outerEnvironment(),
    extendEnv: false,
  });
  const parsed: unknown = JSON.parse(stdout);
  // npm 11 and older print a list, later versions an object by package name.
  const [packed] = Object.values(parsed as Record<string, Packed>);
  if (packed === undefined) throw new Error(`npm pack printed ${stdout}`);
  return {
    path: join(directory, packed.filename),
    files: packed.files.map((file) => file.path),
    digest: Buffer.from(packed.integrity.replace("sha512-", ""), "base64").toString("hex").slice(0, 16),
  };
}

/** While held, nobody packs `dist/`: it is missing for a moment during a build. */
export function lockBuild(): Promise<Lock> {
  return testLock("test-build");
}

/**
 * A directory whose `node_modules` holds demotool, installed from its tarball, and Vitest of a major version. It is
 * in the system's temporary directory and made once per tarball; {@link smallProject} creates projects below it.
 */
export async function consumerProject(vitestMajor: VitestMajor): Promise<string> {
  // Packing takes seconds of CPU time, and `dist/` does not change while a test file runs.
  consumers[vitestMajor] ??= makeConsumer(vitestMajor);
  return consumers[vitestMajor];
}

const consumers: Partial<Record<VitestMajor, Promise<string>>> = {};

async function makeConsumer(vitestMajor: VitestMajor): Promise<string> {
  const base = join(tmpdir(), `demotool-test-${userInfo().uid}`, "consumers");
  await mkdir(base, { recursive: true });
  const staging = await mkdtemp(join(base, ".new-"));
  try {
    const tarball = await packTarball(staging);
    const name = `vitest-${vitestMajor}-${tarball.digest}`;
    const directory = join(base, name);
    await using _lock = await testLock(`consumer-${name}`);
    if (existsSync(directory)) return directory;
    await removeOthers(base, `vitest-${vitestMajor}-`);
    await install(staging, tarball.path, vitestMajor);
    await rename(staging, directory);
    return directory;
  } finally {
    await rm(staging, { recursive: true, force: true });
  }
}

async function install(directory: string, tarball: string, vitestMajor: VitestMajor): Promise<void> {
  const manifest = {
    name: "demotool-consumer",
    private: true,
    type: "module",
    dependencies: { demotool: `file:${tarball}`, vitest: versions[vitestMajor] },
  };
  await writeFile(join(directory, "package.json"), JSON.stringify(manifest, null, 2));
  // npm sometimes hangs without a connection or a child, about once in forty installations, and registries can fail.
  const options = {
    cwd: directory,
    env: outerEnvironment(),
    extendEnv: false,
    timeout: 90_000,
    killSignal: "SIGKILL",
  } as const;
  const attempt = (): Promise<unknown> =>
    execa("npm", ["install", "--prefer-offline", "--no-audit", "--no-fund", "--no-package-lock"], options);
  const again = async (): Promise<unknown> => {
    await rm(join(directory, "node_modules"), { recursive: true, force: true });
    return attempt();
  };
  await attempt().catch(again).catch(again);
}

/** Removes the installations of earlier tarballs, unless used within the last hour. */
async function removeOthers(base: string, prefix: string): Promise<void> {
  const hour = 3_600_000;
  const old = (await readdir(base)).filter((name) => name.startsWith(prefix));
  for (const name of old) {
    const used = await readFile(join(base, name, ".used"), "utf8").catch(() => "0");
    if (Date.now() - Number(used) > hour) await rm(join(base, name), { recursive: true, force: true });
  }
}

/** A project folder below a consumer project with the given files (path below the folder → contents). */
export async function smallProject(consumer: string, files: Readonly<Record<string, string>>): Promise<string> {
  await writeFile(join(consumer, ".used"), String(Date.now()));
  const directory = await mkdtemp(join(consumer, "project-"));
  for (const [path, contents] of Object.entries(files)) {
    await mkdir(dirname(join(directory, path)), { recursive: true });
    await writeFile(join(directory, path), contents);
  }
  return directory;
}

/** How to run Vitest in a project. */
export interface VitestOptions {
  /** Added to the environment in which this repository's own Vitest was started. */
  readonly env?: Readonly<Record<string, string>>;
  /** Ends Vitest (SIGTERM). */
  readonly signal?: AbortSignal;
  /** Working directory. Default: the project. */
  readonly cwd?: string;
  /** Time limit in milliseconds, after which it is killed. Default 300_000. */
  readonly timeout?: number;
}

/** One test in Vitest's JSON report. */
export interface JsonAssertion {
  readonly title: string;
  readonly fullName: string;
  readonly ancestorTitles: readonly string[];
  readonly status: "passed" | "failed" | "skipped" | "pending" | "todo" | "disabled";
  readonly duration?: number | null;
  readonly failureMessages: readonly string[] | null;
  readonly meta: Readonly<Record<string, unknown>>;
}

/** The fields of Vitest's JSON report that tests read. */
export interface JsonReport {
  readonly success: boolean;
  readonly numTotalTests: number;
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numPendingTests: number;
  readonly numTodoTests: number;
  readonly testResults: readonly {
    readonly name: string;
    readonly status: "passed" | "failed";
    readonly message: string;
    readonly assertionResults: readonly JsonAssertion[];
  }[];
}

/** The result of a run of Vitest. */
export interface VitestResult {
  /** Undefined if a signal ended it. */
  readonly exitCode: number | undefined;
  /** Undefined if Vitest ended without writing its report. */
  readonly json: JsonReport | undefined;
  readonly stdout: string;
  readonly stderr: string;
}

/** A running Vitest. */
export interface RunningVitest {
  readonly pid: number;
  /** Output as it arrives. */
  readonly stdout: Readable;
  readonly stderr: Readable;
  /** Sends a signal. */
  kill(signal: NodeJS.Signals): void;
  readonly result: Promise<VitestResult>;
}

/** Starts the real Vitest CLI in a project; `args` as on its command line, such as `["run", "demos/"]`. */
export function startVitest(project: string, args: readonly string[], options: VitestOptions = {}): RunningVitest {
  const report = join(project, `.report-${randomUUID()}.json`);
  const cli = join(nodeModules(project), "vitest", "vitest.mjs");
  const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${report}`];
  const limitMs = options.timeout ?? 300_000;
  const child = execa(process.execPath, [cli, ...args, ...(args[0] === "list" ? [] : reporters)], {
    cwd: options.cwd ?? project,
    env: { ...outerEnvironment(), NO_COLOR: "1", ...options.env },
    extendEnv: false,
    reject: false,
    timeout: limitMs,
    killSignal: "SIGKILL",
    stdin: "ignore",
  });
  if (child.pid === undefined) throw new Error(`${cli} did not start`);
  const onAbort = (): boolean => child.kill("SIGTERM");
  options.signal?.addEventListener("abort", onAbort, { once: true });
  let hanging = "";
  const watch = setTimeout(async () => {
    hanging = await processesOf(project);
  }, limitMs * 0.95);
  const result = child.then(async ({ exitCode, stdout, stderr: printed }): Promise<VitestResult> => {
    clearTimeout(watch);
    const stderr = `${printed}${hanging}`;
    options.signal?.removeEventListener("abort", onAbort);
    const text = await readFile(report, "utf8").catch(() => undefined);
    await rm(report, { force: true });
    return { exitCode, json: text === undefined ? undefined : JSON.parse(text), stdout, stderr };
  });
  return {
    pid: child.pid,
    stdout: child.stdout,
    stderr: child.stderr,
    kill: (signal) => void child.kill(signal),
    result,
  };
}

/** What still runs shortly before a run is killed for its time limit, for the test's message. */
async function processesOf(project: string): Promise<string> {
  const { stdout } = await execa("ps", ["-eo", "pid,ppid,stat,wchan:24,etimes,args"], { reject: false });
  const lines = stdout
    .split("\n")
    .filter((line) => line.includes(project) || /vitest|guest=demo-t|tesseract/.test(line));
  const about = "the run hangs; processes (pid, parent, state, waits in, seconds, command):";
  return ["", about, ...lines.map((line) => line.slice(0, 200))].join("\n");
}

/** Runs the real Vitest CLI in a project and waits for its end. */
export async function runVitest(
  project: string,
  args: readonly string[],
  options: VitestOptions = {},
): Promise<VitestResult> {
  return startVitest(project, args, options).result;
}

function nodeModules(project: string): string {
  for (let directory = project; directory !== dirname(directory); directory = dirname(directory)) {
    if (existsSync(join(directory, "node_modules", "vitest"))) return join(directory, "node_modules");
  }
  throw new Error(`no Vitest is installed in ${project} or above it`);
}

/** This process's environment without the variables of npm and the outer Vitest. */
export function outerEnvironment(): Record<string, string> {
  const inner = /^(VITEST|npm_|INIT_CWD$|NODE_ENV$|TEST$|DEV$|PROD$|SSR$|MODE$|BASE_URL$|NODE_CHANNEL_|FORCE_COLOR$)/;
  const entries = Object.entries(process.env).filter(([name]) => !inner.test(name));
  return Object.fromEntries(entries) as Record<string, string>;
}
