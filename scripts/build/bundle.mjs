// Joins the modules that `demotool/plugin` and `demotool/fixtures` load at once: a file costs half a millisecond to load,
// in each worker. Every module keeps its file, which re-exports its part, so that each class exists once.
import { readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { rolldown } from "rolldown";

/** The entry points, and the files that their modules are joined into; `shared` holds what both load. */
const entries = { plugin: "src/plugin/index.js", fixtures: "fixtures/index.js" };

/** Rewrites the compiled modules in `directory`. */
export async function bundle(directory) {
  const root = resolve(directory);
  const loaded = Object.fromEntries(
    Object.entries(entries).map(([name, file]) => [name, modulesLoadedBy(join(root, file))]),
  );
  const all = new Set(Object.values(loaded).flatMap((modules) => [...modules]));
  const isShared = (module) => Object.values(loaded).every((modules) => modules.has(module));
  const groups = [
    { name: "entry/shared", test: (module) => isShared(module) },
    ...Object.entries(loaded).map(([name, modules]) => ({
      name: `entry/${name}`,
      test: (module) => modules.has(module) && !isShared(module),
    })),
  ];
  const build = await rolldown({
    input: Object.fromEntries([...all].map((module) => [relative(root, module).slice(0, -".js".length), module])),
    platform: "node",
    treeshake: false,
    plugins: [onlyModules(root, all)],
  });
  await build.write({
    dir: root,
    format: "esm",
    entryFileNames: "[name].js",
    chunkFileNames: "[name].js",
    sourcemap: true,
    codeSplitting: { groups },
  });
  await build.close();
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
      code: readFileSync(file, "utf8").replaceAll("import.meta.url", ownUrl(file)),
      map: readFileSync(`${file}.map`, "utf8"),
    }),
  };
}

const staticImport = /^(?:import|export)\b[^;"'`]*?(?:from\s*)?["'](\.[^"']+)["'];/gm;

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
