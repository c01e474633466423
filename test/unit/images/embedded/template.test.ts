import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { beforeEach, expect, onTestFinished, test, vi } from "vitest";
import { type RunOptions, run } from "../../../../src/base/process/process.ts";
import { diskBytes } from "../../../../src/images/embedded/customize.ts";
import { createScratchDirectory } from "../../../../src/images/embedded/scratch.ts";
import { makeTemplate, templateDigest } from "../../../../src/images/embedded/template.ts";
import { testDirectory } from "../../../support/domains.ts";

vi.mock(import("../../../../src/base/process/process.ts"), async (original) => ({
  ...(await original()),
  run: vi.fn<typeof run>(),
}));
vi.mock(import("../../../../src/images/embedded/scratch.ts"), async (original) => ({
  ...(await original()),
  createScratchDirectory: vi.fn<typeof createScratchDirectory>(),
}));

const disk = "debian-12.raw";

/** Where the template goes, and whether the scratch directory has been removed. */
let directory: string;
let scratch: { readonly path: string; isGone: boolean };

beforeEach(async () => {
  directory = join(await testDirectory(), "template");
  scratch = { path: await testDirectory(), isGone: false };
  vi.mocked(createScratchDirectory)
    .mockReset()
    .mockImplementation((async () => ({
      path: scratch.path,
      [Symbol.asyncDispose]: async () => void Object.assign(scratch, { isGone: true }),
    })) as never);
  vi.mocked(run).mockReset().mockResolvedValue({ stdout: "", stderr: "", all: "" });
});

/** What mmdebstrap was started with. */
function started(): { readonly line: readonly string[]; readonly options: RunOptions } {
  const [command, args, options] = vi.mocked(run).mock.calls[0] ?? [];
  if (command === undefined || args === undefined || options === undefined) throw new Error("nothing was started");
  return { line: [command, ...args], options };
}

test("mmdebstrap writes to the disk by descriptor 3, and ends with this process", async () => {
  await makeTemplate(directory, {});
  const { line } = started();
  expect(line.slice(0, 7)).toEqual([
    "setpriv",
    "--pdeathsig",
    "TERM",
    "sh",
    "-c",
    'exec "$@" 3<>"$0"',
    join(directory, disk),
  ]);
  expect(line[7]).toBe("mmdebstrap");
});

test("the disk has its final size from the start, and is this user's alone at the end", async () => {
  let during: { readonly size: number; readonly mode: number } | undefined;
  vi.mocked(run).mockImplementation(async () => {
    during = await stat(join(directory, disk));
    return { stdout: "", stderr: "", all: "" };
  });
  await makeTemplate(directory, {});
  expect([during?.size, (during?.mode ?? 0) & 0o777]).toEqual([diskBytes, 0o666]);
  expect((await stat(join(directory, disk))).mode & 0o777).toBe(0o600);
});

test("the hooks are scripts in the scratch directory, which is gone afterwards", async () => {
  await makeTemplate(directory, {});
  const { line, options } = started();
  for (const hook of ["essential", "customize"]) {
    const path = join(scratch.path, hook);
    expect(line).toContain(`--${hook}-hook=sh ${path} "$1"`);
    expect(await readFile(path, "utf8")).toMatch(/^set -e\n/);
    expect((await stat(path)).mode & 0o444).toBe(0o444);
  }
  expect(options.env).toEqual({ TMPDIR: scratch.path });
  expect(scratch.isGone).toBe(true);
});

test("packages come from the mirror that is given, and the error of a failure names it", async () => {
  await makeTemplate(directory, { mirror: "http://mirror.example/debian" });
  const { line, options } = started();
  expect(line.at(-1)).toBe("http://mirror.example/debian");
  expect(options.next).toContain("http://mirror.example/debian");
});

test("by default packages come from Debian's own mirror", async () => {
  await makeTemplate(directory, {});
  expect(started().line.at(-1)).toBe("http://deb.debian.org/debian");
});

test("progress is told in percent, as mmdebstrap's lines show it", async () => {
  const lines: string[] = [];
  vi.mocked(run).mockImplementation(async (_command, _args, { onLine }) => {
    onLine?.("0 upgraded, 1 newly installed, 0 to remove");
    onLine?.("Unpacking xfce4 (4.18)");
    return { stdout: "", stderr: "", all: "" };
  });
  await makeTemplate(directory, { onLine: (line) => lines.push(line) });
  expect(lines).toEqual(["25%", "57%"]);
});

test("virt-builder gets a repository with this one template", async () => {
  const { virtBuilderDirs } = await makeTemplate(directory, {});
  const repositories = join(virtBuilderDirs, "virt-builder", "repos.d");
  const [file = ""] = await readdir(repositories);
  const index = /^uri=file:\/\/(.*)$/m.exec(await readFile(join(repositories, file), "utf8"))?.[1] ?? "";
  const text = await readFile(index, "utf8");
  expect(text).toMatch(/^\[debian-12\]$/m);
  expect(text).toContain(`file=${disk}\n`);
  expect(text).toContain(`size=${diskBytes}\n`);
});

test("a failure is passed on, and leaves no scratch directory", async () => {
  vi.mocked(run).mockRejectedValue(new Error("mmdebstrap exited with code 25"));
  await expect(makeTemplate(directory, {})).rejects.toThrow("mmdebstrap exited with code 25");
  expect(scratch.isGone).toBe(true);
});

test("a disk that is there already is not written over", async () => {
  await makeTemplate(directory, {});
  await expect(makeTemplate(directory, {})).rejects.toMatchObject({ code: "EEXIST" });
});

test("the digest is that of the content: it does not change with the mirror", async () => {
  vi.stubEnv("DEMOTOOL_DEBIAN_MIRROR", "http://mirror.example/debian");
  onTestFinished(() => void vi.unstubAllEnvs());
  vi.resetModules();
  const again = await import("../../../../src/images/embedded/template.ts");
  expect(again.templateDigest).toBe(templateDigest);
  expect(templateDigest).toMatch(/^[\da-f]+$/);
});
