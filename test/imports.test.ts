// Enforces the rules about imports: they point down only, have no cycles, and some stay in one place.
import { expect, test } from "vitest";
import { filesBelow, type Import, importsIn, importsOf, packagesLoadedBy, sourceOf } from "./support/source.ts";

/** The floors of the source, lowest first. A folder may import from every floor below its own. */
const floors: readonly (readonly string[])[] = [
  ["base"],
  ["images", "libvirt", "rfb", "screen", "recording", "guest"],
  ["host", "input"],
  ["domain", "readiness"],
  ["machine"],
  ["boot"],
  ["vm"],
  ["demo"],
  ["plugin", "fixtures", "index.ts"],
];

/** Each folder of the source, and the other folders that it may import from. */
const allowed: Readonly<Record<string, readonly string[]>> = Object.fromEntries(
  floors.flatMap((floor, level) => floor.map((folder) => [folder, floors.slice(0, level).flat()])),
);

/** The contract between the plugin in the main process and the fixtures in the workers. */
const agreement = ["src/plugin/context.ts", "src/plugin/titles.ts"];

/** Imports allowed in one place only. */
const reserved: readonly { readonly what: RegExp; readonly where: RegExp }[] = [
  { what: /^koffi$/, where: /^src\/libvirt\// },
  { what: /^(execa|(node:)?child_process|(node:)?cluster)$/, where: /^src\/base\/process\/process\.ts$/ },
  { what: /^(vitest|vite)(\/|$)/, where: /^(src\/plugin|fixtures)\// },
];

/** Vitest's internals, and the one file that may depend on them. */
const internals =
  /kChainableContext|VITEST_AROUND_TIMEOUT|fixture-props|TestRunAbortError|_registrations|_updateSnapshot|Reflect\.get\(vitestTest|getSuiteHooks|\.tasks\.pop\(|getCurrentSuite\(\)\.on\(|result\.state = /;
const internalsFile = "fixtures/vitest-internals.ts";

function folderOf(file: string): string {
  return file.startsWith("fixtures/") ? "fixtures" : (file.split("/")[1] ?? file);
}

function isSource(path: string): boolean {
  return path.startsWith("src/") || path.startsWith("fixtures/");
}

function upward({ from, to }: Import): boolean {
  if (!to.endsWith(".ts")) return false;
  if (!isSource(to)) return true;
  if (folderOf(from) === "fixtures" && agreement.includes(to)) return false;
  return folderOf(from) !== folderOf(to) && !allowed[folderOf(from)]?.includes(folderOf(to));
}

function misplaced({ from, to }: Import): boolean {
  return reserved.some(({ what, where }) => what.test(to) && !where.test(from));
}

/** The first import cycle found, as its files. */
function circle(imports: readonly Import[]): string[] | undefined {
  const targets = Map.groupBy(imports, ({ from }) => from);
  const done = new Set<string>();
  const visit = (file: string, path: readonly string[]): string[] | undefined => {
    if (path.includes(file)) return [...path.slice(path.indexOf(file)), file];
    if (done.has(file)) return undefined;
    for (const { to } of targets.get(file) ?? []) {
      const found = visit(to, [...path, file]);
      if (found) return found;
    }
    done.add(file);
    return undefined;
  };
  for (const file of targets.keys()) {
    const found = visit(file, []);
    if (found) return found;
  }
  return undefined;
}

const files = filesBelow("src", "fixtures");
const imports = files.flatMap((file) => importsOf(file));

test("every folder of the source has its floor, and every floor its folders", () => {
  expect([...new Set(files.map(folderOf))].sort()).toEqual(Object.keys(allowed).sort());
});

test("imports point down only", () => {
  expect(imports.filter(upward)).toEqual([]);
});

test("imports have no cycles", () => {
  expect(circle(imports)).toBeUndefined();
});

test("koffi, child processes and Vitest are imported only where allowed", () => {
  expect(imports.filter(misplaced)).toEqual([]);
});

test("signals are joined in one place, which keeps their sources", () => {
  expect(files.filter((file) => /AbortSignal\.any\(/.test(sourceOf(file)))).toEqual(["src/base/time/abort.ts"]);
});

test("only one file uses Vitest's internals", () => {
  expect(files.filter((file) => internals.test(sourceOf(file)))).toEqual([internalsFile]);
});

test("every imported package is a dependency", () => {
  const manifest = JSON.parse(sourceOf("package.json"));
  const known = Object.keys({ ...manifest.dependencies, ...manifest.peerDependencies });
  const packages = imports.map(({ to }) => to).filter((to) => !to.startsWith("node:") && !isSource(to));
  const names = packages.map((name) => name.split("/", name.startsWith("@") ? 2 : 1).join("/"));
  // Vite comes with Vitest, and Vitest's plugins are Vite plugins.
  expect([...new Set(names)].filter((name) => name !== "vite" && !known.includes(name))).toEqual([]);
});

test("a run without a VM loads no packages for one", () => {
  expect(packagesLoadedBy("src/plugin/index.ts")).toEqual([]);
  expect(packagesLoadedBy("src/plugin/global-setup.ts")).toEqual([]);
  expect(packagesLoadedBy("fixtures/index.ts")).toEqual(["vitest"]);
  expect(packagesLoadedBy("src/boot/launch.ts")).toContain("execa");
});

test("the rules detect violations", () => {
  const text = `
    import { a } from "../base/log.ts";
    // import "./comment.ts";
    import type { B,
      C } from "../vm/boot.ts";
    export * from "./own.ts";
    import "koffi";
    const d = await import("execa");
    new Worker(new URL("./worker.ts", import.meta.url));
  `;
  expect(importsIn(text).sort()).toEqual(
    ["../base/log.ts", "../vm/boot.ts", "./own.ts", "koffi", "execa", "./worker.ts"].sort(),
  );
  const found = importsOf("src/guest/agent.ts", text);
  expect(found.filter(upward).map(({ to }) => to)).toEqual(["src/vm/boot.ts"]);
  expect(found.filter(misplaced).map(({ to }) => to)).toEqual(["koffi", "execa"]);
  expect(internals.test('Reflect.set(table, "_registrations", fixtures);')).toBe(true);
  expect(internals.test('if (test.result?.state === "fail") return;')).toBe(false);
  const [a, b, c] = ["src/a.ts", "src/b.ts", "src/c.ts"] as const;
  const line = [
    { from: a, to: b },
    { from: b, to: c },
    { from: a, to: c },
  ];
  expect(circle(line)).toBeUndefined();
  expect(circle([...line, { from: c, to: b }])).toEqual([b, c, b]);
});
