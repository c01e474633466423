// The published package: the tarball's contents, how it resolves, and a demo in an empty project.
import { copyFile, mkdir, mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { execa } from "execa";
import { decode } from "fast-png";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import {
  consumerProject,
  outerEnvironment,
  packTarball,
  runVitest,
  smallProject,
  type Tarball,
} from "../../support/consumer.ts";
import { tinyLinuxImage } from "../../support/guests/tiny-guest.ts";
import { repository } from "../../support/source.ts";

const entries = ["demotool", "demotool/plugin", "demotool/fixtures"];
const program = (name: string): string => join(repository, "node_modules", ".bin", name);
const environment = { env: outerEnvironment(), extendEnv: false, all: true, reject: false } as const;

let folder = "";
let tarball: Tarball;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "demotool-package-"));
  tarball = await packTarball(folder);
});

afterAll(async () => {
  await rm(folder, { recursive: true });
});

async function project(major: 4 | 5, files: Readonly<Record<string, string>>): Promise<string> {
  const directory = await smallProject(await consumerProject(major), files);
  onTestFinished(() => rm(directory, { recursive: true }));
  return directory;
}

test("the tarball has the compiled code, its source and the documents, but no tests", () => {
  const tops = [...new Set(tarball.files.map((file) => file.split("/")[0]))].sort();
  const texts = ["CHANGELOG.md", "CONTRIBUTING.md", "LICENSE", "README.md"];
  expect(tops).toEqual([...texts, "demos", "dist", "docs", "fixtures", "package.json", "src"]);
  expect(tarball.files.filter((file) => file.endsWith(".tsbuildinfo"))).toEqual([]);
});

test("every exported file exists", async () => {
  const { exports } = JSON.parse(await readFile(join(repository, "package.json"), "utf8"));
  const targets = Object.values<string | Record<string, string>>(exports).flatMap((target) =>
    typeof target === "string" ? [target] : Object.values(target),
  );
  expect(targets.filter((target) => !tarball.files.includes(target.replace("./", "")))).toEqual([]);
});

test("every source map leads to a source in the tarball", async () => {
  const maps = tarball.files.filter((file) => file.endsWith(".map"));
  expect(maps.length).toBeGreaterThan(0);
  for (const map of maps) {
    const { sources } = JSON.parse(await readFile(join(repository, map), "utf8"));
    for (const source of sources) expect(tarball.files, map).toContain(join(dirname(map), source));
  }
});

test("installing the package runs no scripts", async () => {
  const { scripts } = JSON.parse(await readFile(join(repository, "package.json"), "utf8"));
  expect(Object.keys(scripts).filter((name) => /^(pre|post)?(install|prepare)$/.test(name))).toEqual([]);
});

test("publint finds nothing", async () => {
  const { all, exitCode } = await execa(program("publint"), ["run", "--strict", tarball.path], environment);
  expect(all).toContain("All good!");
  expect(exitCode).toBe(0);
});

test("are-the-types-wrong finds nothing", async () => {
  const args = [tarball.path, "--profile", "esm-only", "--format", "table-flipped", "--no-emoji", "--no-color"];
  const { all, exitCode } = await execa(program("attw"), args, environment);
  for (const entry of entries) expect(all).toContain(`"${entry}"`);
  expect(exitCode, all).toBe(0);
});

test("`demotool` loads in a plain Node program, without Vitest", async () => {
  const directory = await project(5, {
    "no-vitest.mjs": `
      import { registerHooks } from "node:module";
      registerHooks({
        resolve(specifier, context, next) {
          if (/^(vitest|vite)([/]|$)/.test(specifier)) throw new Error("loaded " + specifier);
          return next(specifier, context);
        },
      });
      const { startDemo, DemotoolError } = await import("demotool");
      console.log(typeof startDemo, typeof DemotoolError);
    `,
  });
  const { all } = await execa(process.execPath, ["no-vitest.mjs"], { ...environment, cwd: directory });
  expect(all).toBe("function function");
});

test.for([
  [5, "nodenext"],
  [5, "bundler"],
  [4, "nodenext"],
] as const)("the types resolve and work with Vitest %i and module resolution %s", async ([major, resolution]) => {
  const compilerOptions = {
    target: "es2023",
    lib: ["es2024", "esnext.disposable"],
    module: resolution === "bundler" ? "esnext" : "nodenext",
    moduleResolution: resolution,
    strict: true,
    exactOptionalPropertyTypes: true,
    skipLibCheck: true,
    allowImportingTsExtensions: true,
    noEmit: true,
    types: [],
  };
  const examples = join(repository, "test", "types");
  const files: Record<string, string> = { "tsconfig.json": JSON.stringify({ compilerOptions, include: ["*.ts"] }) };
  for (const name of await readdir(examples)) files[name] = await readFile(join(examples, name), "utf8");
  const directory = await project(major, files);
  const { all, exitCode } = await execa(program("tsc"), ["--project", directory], environment);
  expect(all).toBe("");
  expect(exitCode).toBe(0);
  // An unresolved entry would make all its imports `any`, and the examples would compile.
  for (const entry of entries) {
    expect(
      Object.values(files).some((text) => text.includes(`from "${entry}"`)),
      entry,
    ).toBe(true);
  }
});

test("the declarations have no errors of their own", async () => {
  const consumer = await consumerProject(5);
  const declarations = tarball.files.filter((file) => file.endsWith(".d.ts"));
  expect(declarations.length).toBeGreaterThan(0);
  const directory = await project(5, {
    "tsconfig.json": JSON.stringify({
      compilerOptions: {
        lib: ["es2024", "esnext.disposable"],
        module: "nodenext",
        strict: true,
        noEmit: true,
        types: ["node"],
        typeRoots: [join(repository, "node_modules", "@types")],
      },
      files: declarations.map((file) => join(consumer, "node_modules", "demotool", file)),
    }),
  });
  // Errors in the declarations of other packages are ignored.
  const { all } = await execa(program("tsc"), ["--project", directory, "--pretty", "false"], environment);
  expect(all.split("\n").filter((line) => line.includes("node_modules/demotool/"))).toEqual([]);
});

test.for([5, 4] as const)("a demo runs in an empty project with Vitest %i", async (major) => {
  const directory = await project(major, {
    "package.json": JSON.stringify({ private: true, type: "module" }),
    "vitest.config.ts": `
      import { defineConfig } from "vitest/config";
      import demotool from "demotool/plugin";
      export default defineConfig({ plugins: [demotool({ image: "tiny-1", memory: 512, readyDelay: 0 })] });
    `,
    "demos/first.test.ts": `
      import { expect, test } from "demotool/fixtures";
      test("first demo", async ({ vm }) => {
        const { stdout } = await vm.exec("id", ["-un"], { user: "root" });
        expect(stdout).toBe("root\\n");
        expect(vm.name).toMatch(/^demo-(.*-)?first$/);
        await vm.screenshot("screen");
      });
    `,
  });
  const cache = join(directory, "cache");
  await mkdir(join(cache, "demotool", "images"), { recursive: true });
  await copyFile(await tinyLinuxImage(), join(cache, "demotool", "images", "tiny-1.qcow2"));
  const { exitCode, stdout, stderr } = await runVitest(directory, ["run", "demos/"], {
    env: { XDG_CACHE_HOME: cache, DEMOTOOL_ACCEL: "tcg" },
  });
  expect(exitCode, stdout + stderr).toBe(0);
  expect(stdout).toContain(`v${major}.`);
  const screenshot = decode(await readFile(join(directory, "demo-videos/first-demo/screen.png")));
  expect(screenshot).toMatchObject({ width: 1280, height: 800 });
  expect(await readdir(join(cache, "demotool", "run"))).toEqual([]);
});
