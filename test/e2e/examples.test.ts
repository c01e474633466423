// Every `ts` example of the documents, word for word: compiled against the packed package, then run on a desktop.
import { existsSync } from "node:fs";
import { copyFile, mkdtemp, readFile, rm, symlink } from "node:fs/promises";
import { join } from "node:path";
import { execa } from "execa";
import { decode } from "fast-png";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { prepareImages } from "../../src/demo/prepare.ts";
import { consumerProject, outerEnvironment, runVitest, smallProject, type VitestResult } from "../support/consumer.ts";
import { type Block, blocksOf, inlineCommands, pages, placeOf } from "../support/examples/blocks.ts";
import { formOf, pathOf, promisedFiles, promisedOutput } from "../support/examples/forms.ts";
import { type ExampleProject, projectsOf, unrunFiles, unrunName } from "../support/examples/projects.ts";
import { repository } from "../support/source.ts";

/** Examples that are compiled and not run: a part of the text, and why. */
const unrun: readonly { readonly page: string; readonly part: string; readonly reason: string }[] = [
  {
    page: "README.md",
    part: '"install", "--yes", "galculator"',
    reason: "apt-get takes minutes under emulation; docs/warm-start.md has the same preparation, and it is run",
  },
  {
    page: "docs/guest.md",
    part: '"install", "--yes", "galculator"',
    reason: "apt-get takes minutes under emulation; docs/warm-start.md has the same commands, and they are run",
  },
  {
    page: "docs/images.md",
    part: 'image: "my-desktop-1"',
    reason: "a build takes minutes; `vitest list` reads the configuration, which checks the recipe",
  },
];

const image = "debian-12";
const homeIcon = join(repository, "demos/home.png");
const minutes = 60_000;

const blocks = pages.flatMap((page) => blocksOf(page)).filter(({ language }) => language === "ts");
const isUnrun = (block: Block): boolean =>
  unrun.some(({ page, part }) => page === block.page && block.text.includes(part));

const projects = pages.flatMap((page) => {
  const runnable = blocks.filter((block) => block.page === page && !isUnrun(block));
  return projectsOf(page, runnable, configuration());
});

/** The configuration of pages that have none. */
function configuration(): Block {
  const found = blocks.find((block) => block.page === "README.md" && formOf(block) === "config");
  if (found === undefined) throw new Error("README.md has no configuration");
  return found;
}

// The host has memory for two VMs of half its size.
vi.setConfig({ maxConcurrency: 2 });

let root: string;

beforeAll(async () => {
  await prepareImages([image]);
  root = await smallProject(await consumerProject(5), Object.fromEntries([...projects.flatMap(filesIn), ...others()]));
  for (const { name } of projects.filter(hasTests)) await symlink(homeIcon, join(root, name, "demos/home.png"));
});
afterAll(() => rm(root, { recursive: true, force: true }));

function hasTests({ files }: ExampleProject): boolean {
  return Object.keys(files).some((path) => path.startsWith("demos/"));
}

function installs({ blocks }: ExampleProject): boolean {
  return blocks.some(({ text }) => text.includes('"apt-get"'));
}

function filesIn({ name, files }: ExampleProject): [string, string][] {
  return Object.entries(files).map(([path, text]) => [join(name, path), text]);
}

/** What the examples need around them: a manifest, the compiler's options, and the journal of a demo. */
function others(): [string, string][] {
  const manifest = JSON.stringify({ private: true, type: "module" });
  const journal = blocksOf("docs/journal.md").find(({ language }) => language === "jsonl")?.text ?? "";
  const compilerOptions = {
    target: "es2023",
    lib: ["es2024", "esnext.disposable"],
    module: "nodenext",
    strict: true,
    noEmit: true,
    skipLibCheck: true,
    typeRoots: [join(repository, "node_modules/@types")],
    types: ["node"],
  };
  return [
    ["tsconfig.json", JSON.stringify({ compilerOptions })],
    ["docs-journal/demo-videos/a-tour-of-the-desktop/journal.jsonl", journal],
    ...["", ...projects.map(({ name }) => name)].map((name): [string, string] => [
      join(name, "package.json"),
      manifest,
    ]),
    ...blocks.filter(isUnrun).flatMap((block) => Object.entries(unrunFiles(block))),
  ];
}

test("every exception is of an example", () => {
  const stale = unrun.filter(
    ({ page, part }) => !blocks.some((block) => block.page === page && block.text.includes(part)),
  );
  expect(stale).toEqual([]);
});

test("every example is run or is an exception", () => {
  const inProjects = new Set(projects.flatMap((project) => project.blocks));
  expect(blocks.filter((block) => inProjects.has(block) === isUnrun(block)).map(placeOf)).toEqual([]);
});

test("the examples compile", async () => {
  const tsc = join(repository, "node_modules/typescript/bin/tsc");
  const { exitCode, stdout } = await execa(process.execPath, [tsc, "--project", root], { cwd: root, reject: false });
  expect(exitCode, stdout).toBe(0);
});

test("Vitest reads the configurations that are not run", async () => {
  for (const block of blocks.filter((block) => isUnrun(block) && formOf(block) === "config")) {
    const { exitCode, stdout, stderr } = await runVitest(join(root, unrunName(block)), ["list"]);
    expect(exitCode, stderr).toBe(0);
    expect(stdout).toContain("a desktop");
  }
});

test("the command in docs/targets.md cuts out the reference of the home icon", async () => {
  const [command] = inlineCommands("docs/targets.md").filter(({ text }) => text.startsWith("ffmpeg "));
  const directory = await mkdtemp(join(root, "cut-"));
  await copyFile(join(repository, "test/e2e/reference/desktop.png"), join(directory, "screenshot.png"));
  await execa({ cwd: directory, shell: true })`${command?.text ?? "false"}`;
  expect(await colours(join(directory, "home.png"))).toEqual(await colours(homeIcon));
});

/** A picture without the alpha channel that only some programs write. */
async function colours(path: string): Promise<{ width: number; height: number; data: number[] }> {
  const { width, height, channels, data } = decode(await readFile(path));
  return { width, height, data: [...data].filter((_, index) => index % channels < 3) };
}

describe.concurrent("the examples run", { timeout: 20 * minutes }, () => {
  // The longest first: a page that installs software, then the README.
  const ordered = projects.filter(hasTests).toSorted((a, b) => Number(installs(b)) - Number(installs(a)));
  test.for(ordered)("vitest run demos/ in $name", runTests);
});

// Two programs may use one name, as no reader runs both. Their waits have the default limit of 30 s, which is too short
// beside many other VMs.
test("the programs run, one after the other", { timeout: 20 * minutes }, async () => {
  for (const project of projects) await runPrograms(project);
});

async function runTests(project: ExampleProject): Promise<void> {
  // References of the screen are written, in CI too.
  const args = ["run", "demos/", "--update=new"];
  const result = await runVitest(join(root, project.name), args, { timeout: 18 * minutes });
  expect(result.exitCode, `${result.stdout}\n${result.stderr}`).toBe(0);
  const passed = passedIn(result);
  const examples = project.blocks.filter((block) => formOf(block) !== "program");
  const tests = examples.filter((block) => formOf(block) !== "config");
  expect(tests.filter((block) => !passed.has(placeOf(block)) && !passed.has(pathOf(block))).map(placeOf)).toEqual([]);
  expectPromises(project, examples, result.stdout);
}

/** The titles of the tests that have passed, and the paths of files of which all have, below the project. */
function passedIn({ json }: VitestResult): Set<string> {
  const files = json?.testResults.filter(({ status }) => status === "passed") ?? [];
  const tests = files.flatMap(({ assertionResults }) => assertionResults);
  const titles = tests.filter(({ status }) => status === "passed").map(({ title }) => title);
  return new Set([...titles, ...files.map(({ name }) => name.slice(name.indexOf("/demos/") + 1))]);
}

async function runPrograms(project: ExampleProject): Promise<void> {
  for (const block of project.blocks.filter((block) => formOf(block) === "program")) {
    const options = { cwd: join(root, project.name), env: outerEnvironment(), extendEnv: false } as const;
    const { exitCode, stdout, all } = await execa(process.execPath, [pathOf(block)], {
      ...options,
      reject: false,
      all: true,
    });
    expect(exitCode, `${placeOf(block)}: ${all}`).toBe(0);
    expectPromises(project, [block], stdout);
  }
}

/** Expects what the comments of examples say about files and output. */
function expectPromises({ name }: ExampleProject, blocks: readonly Block[], stdout: string): void {
  const missing = blocks.flatMap(promisedFiles).filter((path) => !existsSync(join(root, name, path)));
  expect(missing).toEqual([]);
  const output = blocks.flatMap((block) => promisedOutput(block, blocksOf(block.page)));
  expect(output.filter((text) => !`\n${stdout}\n`.includes(`\n${text.trimEnd()}\n`))).toEqual([]);
}
