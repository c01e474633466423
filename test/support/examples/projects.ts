// The projects that the pages' examples make: each page's files under the page's own configuration.
import { slug } from "../../../src/demo/names.ts";
import { type Block, placeOf } from "./blocks.ts";
import { formOf, hasTest, pathOf } from "./forms.ts";

/** A project of one configuration. */
export interface ExampleProject {
  /** Its directory. */
  readonly name: string;
  /** The examples that it runs. */
  readonly blocks: readonly Block[];
  /** Contents by path. */
  readonly files: Readonly<Record<string, string>>;
  /** The paths of programs, which run without Vitest. */
  readonly programs: readonly string[];
}

/** The test of a project, or of a file, whose example has none: the VM starts. */
const start = (name: string): string => `test("${name}", async ({ vm }) => void (await vm.exec("true")));\n`;

const onlyStart = `import { test } from "demotool/fixtures";\n\n${start("a desktop")}`;

/**
 * The projects of one page's blocks. The first has the page's first configuration, or `config` where it has none, and
 * all other examples; each further configuration is a project with one test.
 */
export function projectsOf(page: string, blocks: readonly Block[], config: Block): ExampleProject[] {
  const name = slug(page.replace(/\.md$/, ""));
  const configs = blocks.filter((block) => formOf(block) === "config");
  const others = blocks.filter((block) => formOf(block) !== "config");
  if (blocks.length === 0) return [];
  const [first = config, ...further] = configs;
  return [
    projectOf(name, first, others),
    ...further.map((block, index) => projectOf(`${name}-${index + 2}`, block, [])),
  ];
}

function isTest(block: Block): boolean {
  return formOf(block) === "test" || formOf(block) === "fragment";
}

function projectOf(name: string, config: Block, blocks: readonly Block[]): ExampleProject {
  const of = (form: string): Block[] => blocks.filter((block) => formOf(block) === form);
  const files: Record<string, string> = {};
  const add = (path: string, text: string): void => {
    if (files[path] !== undefined) throw new Error(`${name}: two examples are named ${path}`);
    files[path] = text;
  };
  add(pathOf(config), config.text);
  for (const block of of("test")) add(pathOf(block), hasTest(block) ? block.text : withTest(block));
  for (const block of of("program")) add(pathOf(block), block.text);
  if (of("fragment").length > 0) add(`demos/${name}-fragments.test.ts`, fragmentsFile(of("fragment")));
  // A configuration of the page's own is an example too: some file must take all of its options.
  const own = blocks.every(({ page }) => page === config.page);
  const takesAll = blocks.some((block) => isTest(block) && !block.text.includes("test.override("));
  if (own && !takesAll) add(`demos/${name}-start.test.ts`, onlyStart);
  return { name, blocks: [config, ...blocks], files, programs: of("program").map(pathOf) };
}

/** The files of an example that is not run: for the compiler, and a configuration for `vitest list` too. */
export function unrunFiles(block: Block): Readonly<Record<string, string>> {
  const name = unrunName(block);
  if (formOf(block) !== "config") return { [`${name}.ts`]: isWhole(block) ? block.text : fragmentsFile([block]) };
  return { [`${name}/${pathOf(block)}`]: block.text, [`${name}/demos/start.test.ts`]: onlyStart };
}

/** The directory of a configuration that is not run. */
export function unrunName(block: Block): string {
  return slug(placeOf(block));
}

function isWhole(block: Block): boolean {
  return formOf(block) !== "fragment";
}

function withTest(block: Block): string {
  return `${block.text}\n${start(placeOf(block))}`;
}

/** One file, and so one VM: each fragment is a test's body and begins on the desktop as it was at first. */
function fragmentsFile(fragments: readonly Block[]): string {
  const tests = fragments.map((block) => `test("${placeOf(block)}", async ({ vm, demo }) => {\n${block.text}});\n`);
  return [`${fragmentsHead}\n`, ...tests].join("\n");
}

const fragmentsHead = `
import { image, type Snapshot, text } from "demotool";
import { expect, test } from "demotool/fixtures";

let fresh: Snapshot | undefined;
test.beforeEach(async ({ vm }) => {
  if (fresh === undefined) fresh = await vm.snapshot("as it was at first");
  else await vm.revert(fresh);
});`.trimStart();
