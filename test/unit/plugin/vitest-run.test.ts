import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { beforeEach, expect, test, vi } from "vitest";
import type { TestProject, TestSpecification, Vitest } from "vitest/node";
import { prepareImages } from "../../../src/demo/prepare.ts";
import { fileKey, type RunContext } from "../../../src/plugin/context.ts";
import { VitestRun } from "../../../src/plugin/vitest-run.ts";
import { testDirectory } from "../../support/domains.ts";

vi.mock(import("../../../src/demo/prepare.ts"), () => ({ prepareImages: vi.fn<typeof prepareImages>() }));
vi.mock(import("../../../src/plugin/exit-sweep.ts"), () => ({ sweepOnExit: () => {} }));

const prepare = vi.mocked(prepareImages);
beforeEach(() => void prepare.mockReset().mockResolvedValue("tcg"));

const demo = 'import { test } from "demotool/fixtures"; test("log in", ({ vm }) => {});';

/** A project of the run, and what its workers were given. */
interface Project {
  readonly project: TestProject;
  readonly provided: RunContext[];
  /** Selects files of the project; `pool` is where they run. */
  select(pool: string, ...names: readonly string[]): TestSpecification[];
}

/** A project with these files, all of which are test files. */
async function projectOf(
  files: Readonly<Record<string, string>>,
  aliases: Record<string, string> = {},
): Promise<Project> {
  const root = await testDirectory();
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(root, name)), { recursive: true });
    await writeFile(join(root, name), text);
  }
  const provided: RunContext[] = [];
  const resolveId = async (specifier: string): Promise<{ readonly id: string } | null> => {
    if (specifier === "broken") throw new Error("a plugin failed");
    return aliases[specifier] === undefined ? null : { id: aliases[specifier].replace("<root>", root) };
  };
  const project = {
    name: "",
    config: { root, maxWorkers: 1, providedOptions: {}, sequence: { groupOrder: 0 } },
    vite: { pluginContainer: { resolveId } },
    globTestFiles: async () => ({ testFiles: Object.keys(files).map((name) => join(root, name)) }),
    provide: (_key: string, context: RunContext) => void provided.push(context),
  } as unknown as TestProject;
  const select: Project["select"] = (pool, ...names) =>
    names.map((name) => ({ project, pool, moduleId: join(root, name) }) as unknown as TestSpecification);
  return { project, provided, select };
}

/** A run of these projects with the plugin. */
function runOf(
  context: Partial<RunContext>,
  ...projects: readonly Project[]
): VitestRun & { cancel?: (why: string) => void } {
  const cancels: ((why: string) => void)[] = [];
  const vitest = { projects: projects.map(({ project }) => project), config: {}, onCancel: cancels.push.bind(cancels) };
  const run = new VitestRun(vitest as unknown as Vitest);
  const whole = { image: "tiny", machine: {}, ...context } as unknown as RunContext;
  for (const { project } of projects) run.add(project, whole);
  return Object.assign(run, { cancel: (why: string) => cancels.forEach((cancel) => void cancel(why)) });
}

test("before a project's first run its images are built, and its workers get settings, names and accelerator", async () => {
  const project = await projectOf({ "a/login.test.ts": demo, "b_login.test.ts": demo, "plain.test.ts": "" });
  const run = runOf({ machine: { memory: 512 } }, project);
  await run.start(project.select("forks", "a/login.test.ts", "plain.test.ts"));
  expect(project.provided).toEqual([]);
  await run.setUp(project.project);
  expect(prepare.mock.calls.map(([images]) => images)).toEqual([["tiny"]]);
  expect(project.provided).toMatchObject([{ image: "tiny", machine: { memory: 512 }, accelerator: "tcg" }]);
  const titles = project.provided[0]?.titles.map(({ file }) => file.slice(file.indexOf(project.project.config.root)));
  expect(titles).toEqual(["a/login.test.ts", "b_login.test.ts"].map((name) => join(project.project.config.root, name)));
});

test("a name does not depend on what is selected", async () => {
  const project = await projectOf({ "a-b.test.ts": demo, "a/b.test.ts": demo });
  const run = runOf({}, project);
  await run.start(project.select("forks", "a/b.test.ts"));
  await run.setUp(project.project);
  const key = fileKey("", join(project.project.config.root, "a/b.test.ts"));
  expect(project.provided[0]?.fileNames).toEqual({ [key]: "a-b-2" });
});

test.for([
  ["without a demo file", "forks", "plain.test.ts"],
  ["whose demo file is only checked for its types", "typescript", "login.test.ts"],
] as const)("a project %s is left alone", async ([, pool, name]) => {
  const project = await projectOf({ "plain.test.ts": "", "login.test.ts": demo });
  const run = runOf({}, project);
  await run.start(project.select(pool, name));
  await run.setUp(project.project);
  expect([project.provided, prepare.mock.calls]).toEqual([[], []]);
});

test("demos that ask for no VM need no image, and no accelerator is looked for", async () => {
  const project = await projectOf({ "a.test.ts": demo.replace("{ vm }", "{ demo }") });
  const run = runOf({}, project);
  await run.start(project.select("forks", "a.test.ts"));
  await run.setUp(project.project);
  expect(prepare).not.toHaveBeenCalled();
  expect(project.provided[0]).not.toHaveProperty("accelerator");
});

test("images are built with the user's recipes, until the run is cancelled", async () => {
  const project = await projectOf({ "a.test.ts": `${demo} test.override("image", "mine-1");` });
  const recipes = { "mine-1": { template: "debian-12" } } as never;
  const run = runOf({ machine: { recipes } }, project);
  await run.start(project.select("forks", "a.test.ts"));
  await run.setUp(project.project);
  const [images, options] = prepare.mock.calls[0] ?? [];
  expect([images, options?.recipes, options?.signal?.aborted]).toEqual([["mine-1"], recipes, false]);
  run.cancel?.("keyboard-input");
  expect(options?.signal?.reason).toMatchObject({ message: "the run was cancelled: keyboard-input" });
});

test("a later run prepares again those projects that were set up, from their files as they are then", async () => {
  const [first, second] = [await projectOf({ "a.test.ts": "" }), await projectOf({ "a.test.ts": demo })];
  const run = runOf({}, first, second);
  await run.start(first.select("forks", "a.test.ts"));
  await run.setUp(first.project);
  expect(first.provided).toEqual([]);
  await writeFile(join(first.project.config.root, "a.test.ts"), demo);
  await run.start([...first.select("forks", "a.test.ts"), ...second.select("forks", "a.test.ts")]);
  expect([first.provided.length, second.provided.length]).toEqual([1, 0]);
});

test("a demo file is found through an alias of its project, but not within packages", async () => {
  const files = {
    "own.test.ts": 'import { test } from "@own";',
    "package.test.ts": 'import { test } from "@package";',
    "broken.test.ts": 'import { test } from "broken";',
    "lib.ts": demo,
    "node_modules/package.ts": demo,
  };
  const project = await projectOf(files, { "@own": "<root>/lib.ts?v=1", "@package": "<root>/node_modules/package.ts" });
  const run = runOf({}, project);
  await run.start(project.select("forks", "own.test.ts", "package.test.ts", "broken.test.ts"));
  await run.setUp(project.project);
  expect(prepare.mock.calls.map(([images]) => images)).toEqual([["tiny"]]);
});

test("a project without the plugin is not prepared", async () => {
  const [mine, other] = [await projectOf({ "a.test.ts": demo }), await projectOf({ "a.test.ts": demo })];
  const run = runOf({}, mine);
  await run.start(other.select("forks", "a.test.ts"));
  await run.setUp(other.project);
  expect([other.provided, prepare.mock.calls]).toEqual([[], []]);
});

test("a project with the plugin runs as many files at a time as the run may have VMs", async () => {
  const project = await projectOf({});
  runOf({ run: { maxVms: 4 } as RunContext["run"] & object }, project);
  expect(project.project.config.maxWorkers).toBe(4);
});
