// What libvirt does to its process: stderr, exit, and errors about a missing library.
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { ProcessError, run } from "../../../src/base/process/process.ts";
import { silentDaemon } from "./silent-daemon.ts";

const timeout = 60_000;

function program(name: string, ...parameters: string[]): string[] {
  return [fileURLToPath(new URL(`./programs/${name}.ts`, import.meta.url)), ...parameters];
}

test("libvirt prints nothing to stderr, and an open connection does not keep the program running", async () => {
  const { stdout, stderr } = await run(process.execPath, program("open-and-end"), { timeout });
  expect(stdout).toBe("done");
  expect(stderr).toBe("");
});

test("process.exit works during a hanging call and keeps its exit code", async () => {
  await using daemon = await silentDaemon();
  const running = run(process.execPath, program("exit-while-hanging", daemon.uri, "exit"), { timeout });
  const error = await running.catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(ProcessError);
  expect(error).toMatchObject({ exitCode: 3 });
});

test("a program ends while an abandoned call hangs", async () => {
  await using daemon = await silentDaemon();
  const running = run(process.execPath, program("exit-while-hanging", daemon.uri, "give-up"), { timeout });
  const error = await running.catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ exitCode: 4, output: "given up" });
});

test.for(["libvirt.so.0", "libvirt-qemu.so.0"])(
  "without %s, the error names the packages to install",
  async (library) => {
    const directory = await mkdtemp(join(tmpdir(), "demotool-library-"));
    try {
      // An empty file with the library's name, found first, acts like a missing one: dlopen(3) rejects it.
      await writeFile(join(directory, library), "");
      const env = { LD_LIBRARY_PATH: directory };
      const { stdout } = await run(process.execPath, program("connect"), { timeout, env });
      expect(JSON.parse(stdout)).toMatchObject({
        name: "LibvirtMissingError",
        code: "LIBVIRT_MISSING",
        headline: `the libvirt client library ${library} cannot be loaded`,
        next: expect.stringMatching(/apt-get install libvirt0.*dnf install libvirt-libs/),
      });
    } finally {
      await rm(directory, { recursive: true, force: true });
    }
  },
);
