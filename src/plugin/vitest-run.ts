// A run of Vitest in the main process: its selected files, and what its demo files need before they start.
import type { TestProject, TestSpecification, Vitest } from "vitest/node";
import type { Accelerator } from "../host/acceleration.ts";
import type { RunContext } from "./context.ts";
import { DemoFiles } from "./demo-files.ts";
import { imagesOf } from "./image-choice.ts";
import type { Names } from "./run-names.ts";
import { Workers } from "./workers.ts";

/** One Vitest with its projects; it may run many times, as in watch mode and in editors. */
export class VitestRun {
  readonly #vitest: Vitest;
  readonly #workers: Workers;
  /** The projects that have the plugin, with their settings. */
  readonly #projects = new Map<TestProject, RunContext>();
  /** The projects whose global setup was called: Vitest calls it once, before a project's first run. */
  readonly #setUp = new Set<TestProject>();
  #selected: readonly TestSpecification[] = [];
  #sources = new Map<TestProject, DemoFiles>();
  #names: Promise<Names> | undefined;

  constructor(vitest: Vitest) {
    this.#vitest = vitest;
    this.#workers = new Workers(vitest);
  }

  /** Adds a project that has the plugin. */
  add(project: TestProject, context: RunContext): void {
    this.#projects.set(project, context);
    const { maxVms } = context.run ?? {};
    if (maxVms !== undefined) this.#workers.raise(project, maxVms);
  }

  /** Receives the tests that are about to run. Not called by `vitest list` or by an editor's search for tests. */
  async start(specifications: readonly TestSpecification[]): Promise<void> {
    this.#selected = specifications;
    this.#sources = new Map();
    this.#names = undefined;
    for (const project of this.#setUp) await this.#prepare(project);
  }

  /** The project's global setup. */
  async setUp(project: TestProject): Promise<void> {
    this.#setUp.add(project);
    await this.#prepare(project);
  }

  /** Sends the names of its files to the project's workers, and builds the images that its selected files need. */
  async #prepare(project: TestProject): Promise<void> {
    const context = this.#projects.get(project);
    if (context === undefined) return;
    const selected = this.#selected.filter((specification) => specification.project === project);
    const paths = selected.filter(({ pool }) => pool !== "typescript").map(({ moduleId }) => moduleId);
    const demos = await this.#sourcesOf(project).demos([...new Set(paths)]);
    if (demos.length === 0) return;
    const { nameFiles, sweepOnExit } = await import("./demo-run.ts");
    sweepOnExit();
    const { maxVms } = context.run ?? {};
    if (maxVms !== undefined) this.#workers.noteFew(project, maxVms, demos.length);
    this.#names ??= nameFiles(this.#projects.keys(), (each) => this.#sourcesOf(each));
    const named = { ...context, ...(await this.#names) };
    const images = demos.flatMap((demo) => imagesOf(demo, context.image));
    const accelerator = images.length > 0 ? await this.#build(images, context) : undefined;
    project.provide("demotool", { ...named, ...(accelerator && { accelerator }) });
  }

  async #build(images: readonly string[], context: RunContext): Promise<Accelerator> {
    const { prepareImages } = await import("../demo/prepare.ts");
    const abort = new AbortController();
    this.#vitest.onCancel((reason) => abort.abort(new Error(`the run was cancelled: ${reason}`)));
    const { recipes } = context.machine;
    return prepareImages(images, { signal: abort.signal, ...(recipes && { recipes }) });
  }

  #sourcesOf(project: TestProject): DemoFiles {
    let sources = this.#sources.get(project);
    if (sources === undefined) {
      sources = new DemoFiles(async (specifier, importer) => localFile(project, specifier, importer));
      this.#sources.set(project, sources);
    }
    return sources;
  }
}

/** The file of the project that an alias or a self-reference resolves to. */
async function localFile(project: TestProject, specifier: string, importer: string): Promise<string | undefined> {
  const found = await project.vite.pluginContainer.resolveId(specifier, importer).catch(() => null);
  const path = found?.id.split("?")[0];
  return path?.startsWith("/") && !path.includes("/node_modules/") ? path : undefined;
}
