// Finds demo files: test files that import "demotool/fixtures", themselves or through other files of the project.
import { readFile, stat } from "node:fs/promises";
import { dirname, isAbsolute, resolve } from "node:path";

/** The source of a demo file. */
export interface DemoSource {
  /** Absolute path. */
  readonly path: string;
  readonly text: string;
  /** Its text and that of every file of the project that it imports, directly or not. */
  readonly allText: string;
}

/** Resolves an import that is not relative; undefined for packages. */
export type ResolveImport = (specifier: string, importer: string) => Promise<string | undefined>;

const fixturesEntry = "demotool/fixtures";

/**
 * `import … from "x"`, `export … from "x"`, `import "x"` and `import("x")`; imports of types do not run. What stands
 * before `from` holds no other `import` or `export`, so that long texts are read once.
 */
const importPattern =
  /\b(?:import|export)\b(?!\s+type\b)(?:\s*\(\s*|\s*|(?:(?!\b(?:import|export)\b)[\s\w$*{},])*?\bfrom\s*)(?:"([^"\n]+)"|'([^'\n]+)')/g;

const extensions = ["", ".ts", ".mts", ".cts", ".tsx", ".js", ".mjs", ".cjs", ".jsx", "/index.ts", "/index.js"];

interface Module {
  readonly path: string;
  readonly text: string;
  readonly specifiers: readonly string[];
}

/** Reads each file of a project once, even if several demos import it. */
export class DemoFiles {
  readonly #resolve: ResolveImport;
  readonly #modules = new Map<string, Promise<Module | undefined>>();

  constructor(resolveImport: ResolveImport) {
    this.#resolve = resolveImport;
  }

  /** The demo files among test files. */
  async demos(paths: readonly string[]): Promise<readonly DemoSource[]> {
    const sources = await Promise.all(paths.map((path) => this.#demo(path)));
    return sources.filter((source) => source !== undefined);
  }

  async #demo(path: string): Promise<DemoSource | undefined> {
    // The set grows during the loop, which visits each new file once.
    const reached = new Set([path]);
    const texts: string[] = [];
    let usesFixtures = false;
    for (const file of reached) {
      const module = await this.#module(file);
      if (module === undefined) continue;
      texts.push(module.text);
      for (const specifier of module.specifiers) {
        if (specifier === fixturesEntry) usesFixtures = true;
        const target = await this.#target(specifier, file);
        if (target !== undefined) reached.add(target);
      }
    }
    return usesFixtures ? { path, text: texts[0] ?? "", allText: texts.join("\n") } : undefined;
  }

  #module(path: string): Promise<Module | undefined> {
    let module = this.#modules.get(path);
    if (module === undefined) {
      module = readModule(path);
      this.#modules.set(path, module);
    }
    return module;
  }

  async #target(specifier: string, importer: string): Promise<string | undefined> {
    if (specifier.startsWith(".") || isAbsolute(specifier)) return existing(resolve(dirname(importer), specifier));
    if (specifier === fixturesEntry || specifier.startsWith("node:")) return undefined;
    return this.#resolve(specifier, importer);
  }
}

async function readModule(path: string): Promise<Module | undefined> {
  const text = await readFile(path, "utf8").catch(() => undefined);
  if (text === undefined) return undefined;
  return { path, text, specifiers: specifiersIn(text) };
}

/** The imports of a module at run time. */
export function specifiersIn(text: string): readonly string[] {
  return [...text.matchAll(importPattern)].flatMap((match) => match[1] ?? match[2] ?? []);
}

/** TypeScript lets `./x.js` mean `./x.ts`. */
async function existing(path: string): Promise<string | undefined> {
  const candidates = [...extensions.map((extension) => path + extension), path.replace(/\.([cm]?)js$/, ".$1ts")];
  for (const candidate of candidates) {
    if ((await stat(candidate).catch(() => undefined))?.isFile()) return candidate;
  }
  return undefined;
}
