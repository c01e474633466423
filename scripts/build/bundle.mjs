// Joins the modules that `demotool/plugin` and `demotool/fixtures` load at once, and those that the plugin loads for
// demos: each file costs half a millisecond to load, in each worker. Every module keeps its file, which re-exports its
// part, so that each class exists once.
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { rolldown } from "rolldown";

/** What is loaded at once, and the folder of the modules that only it may load: those of the fixtures load Vitest. */
const entries = {
  plugin: { file: "src/plugin/index.js", folder: "src/plugin/" },
  demos: { file: "src/plugin/demo-run.js", folder: "src/plugin/" },
  fixtures: { file: "fixtures/index.js", folder: "fixtures/" },
};

/** Rewrites the compiled modules in `directory`. */
export async function bundle(directory) {
  const root = resolve(directory);
  const loaded = Object.entries(entries).map(([name, { file, folder }]) => ({
    name,
    folder: join(root, folder),
    modules: modulesLoadedBy(join(root, file)),
  }));
  const all = new Set(loaded.flatMap(({ modules }) => [...modules]));
  // Each worker loads what the fixtures share with others, so it holds nothing else.
  const [fixtures] = loaded.filter(({ name }) => name === "fixtures");
  const isShared = (module) =>
    fixtures.modules.has(module) && loaded.some(({ name, modules }) => name !== "fixtures" && modules.has(module));
  const groups = [
    { name: "entry/shared", test: isShared },
    ...loaded.flatMap(({ name, folder, modules }) => {
      const isAlone = (module) => modules.has(module) && !isShared(module);
      return [
        { name: `entry/${name}-library`, test: (module) => isAlone(module) && !module.startsWith(folder) },
        { name: `entry/${name}`, test: (module) => isAlone(module) && module.startsWith(folder) },
      ];
    }),
  ];
  const build = await rolldown({
    cwd: root,
    input: Object.fromEntries([...all].map((module) => [relative(root, module).slice(0, -".js".length), module])),
    platform: "node",
    treeshake: false,
    plugins: [onlyModules(root, all)],
  });
  const { output } = await build.write({
    dir: root,
    format: "esm",
    entryFileNames: "[name].js",
    chunkFileNames: "[name].js",
    sourcemap: true,
    codeSplitting: { groups },
  });
  await build.close();
  for (const { fileName, code = "" } of output) requireOwnVitest(fileName, code);
  dropEmptyRuntime(root, output);
  // A module's own map no longer fits its file, which only re-exports.
  for (const module of all) rmSync(`${module}.map`, { force: true });
}

/** Reads these modules with their source maps; everything else stays where it is. A module keeps its own URL. */
function onlyModules(root, modules) {
  const ownUrl = (file) => `new URL("../${relative(root, file)}", import.meta.url).href`;
  return {
    name: "only-modules",
    resolveId(id, importer) {
      if (importer === undefined) return null;
      if (!id.startsWith(".")) return { id, external: true };
      const file = resolve(dirname(importer), id);
      return modules.has(file) ? file : { id: file, external: "relative" };
    },
    load: (file) => ({
      code: readFileSync(file, "utf8").replaceAll(/(?<=[(,=]\s*)import\.meta\.url\b/g, ownUrl(file)),
      map: readFileSync(`${file}.map`, "utf8"),
    }),
  };
}

/** Only the fixtures may load Vitest: `demotool` itself runs without it. */
function requireOwnVitest(fileName, code) {
  if (fileName !== "entry/fixtures.js" && /from "vitest"|import "vitest"/.test(code)) {
    throw new Error(`${fileName} loads Vitest: it holds a module that belongs into entry/fixtures.js`);
  }
}

/** Removes rolldown's runtime where it does nothing: it is one more file to load. Lines keep their numbers. */
function dropEmptyRuntime(root, output) {
  const runtime = output.find(({ fileName }) => fileName === "rolldown-runtime.js");
  if (runtime === undefined || /\b(?:const|var|let|function)\b/.test(runtime.code)) return;
  for (const { fileName } of output.filter(({ type }) => type === "chunk")) {
    const path = join(root, fileName);
    writeFileSync(path, readFileSync(path, "utf8").replace(/^import "(?:\.{1,2}\/)+rolldown-runtime\.js";$/m, ""));
  }
  rmSync(join(root, runtime.fileName));
}

const staticImport = /^(?:import\s*|(?:import|export)\b[^;"'`]*?\bfrom\s*)["'](\.[^"']+)["'];/gm;

/** The modules that a module loads when it is loaded, itself included. */
function modulesLoadedBy(entry) {
  // Grows while it is walked.
  const modules = new Set([entry]);
  for (const module of modules) {
    for (const [, specifier] of readFileSync(module, "utf8").matchAll(staticImport)) {
      modules.add(resolve(dirname(module), specifier));
    }
  }
  return modules;
}
