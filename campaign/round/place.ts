// The private directories of one round, and the project that its runs test.
import { chmod, mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { execa } from "execa";
import { giveTo } from "../support/account.ts";
import { fullDemo, replaceDemo } from "../support/demo-file.ts";
import type { Lab } from "../support/lab.ts";
import { unmountBelow } from "../support/mounts.ts";
import { endProcesses } from "../support/processes.ts";

/** Where a round's runs keep everything. Disposal ends their processes and removes it. */
export interface Place extends AsyncDisposable {
  readonly lab: Lab;
  readonly directory: string;
  /** `XDG_CACHE_HOME`. */
  readonly cache: string;
  /** `XDG_RUNTIME_DIR`. */
  readonly runtime: string;
  /** `TMPDIR`, which other users may write to, like /tmp. */
  readonly temporary: string;
  readonly project: string;
  /** The environment of a run. */
  readonly environment: Readonly<Record<string, string>>;
}

/** Makes the directories. The cache holds copies of the lab's saved VM, as hard links. */
export async function makePlace(lab: Lab, name: string): Promise<Place> {
  const directory = join(lab.directory, name);
  const inside = (part: string): string => join(directory, part);
  await mkdir(directory, { mode: 0o755 });
  // A short name: libvirt's sockets are deep below it.
  for (const part of ["run", "c", "home", "tmp", "project"]) await mkdir(inside(part), { mode: 0o700 });
  await mkdir(inside("project/demos"));
  await writeFile(inside("project/vitest.config.ts"), configuration);
  await replaceDemo({ directory, project: inside("project") }, fullDemo);
  await writeFile(inside("project/package.json"), '{ "private": true, "type": "module" }');
  await execa("cp", ["--archive", "--link", lab.cache, inside("cache")]);
  await giveTo(lab.account, ...["run", "c", "home", "tmp", "project"].map(inside));
  await chmod(inside("tmp"), 0o1777);
  return {
    lab,
    directory,
    cache: inside("cache"),
    runtime: inside("run"),
    temporary: inside("tmp"),
    project: inside("project"),
    environment: {
      HOME: inside("home"),
      XDG_CACHE_HOME: inside("cache"),
      XDG_CONFIG_HOME: inside("c"),
      XDG_RUNTIME_DIR: inside("run"),
      TMPDIR: inside("tmp"),
      PATH: "/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin",
      LANG: "C.UTF-8",
      NO_COLOR: "1",
      DEMOTOOL_ACCEL: "tcg",
      DEMOTOOL_LOG: "debug",
      DEMOTOOL_BOOT_TIMEOUT: "60",
    },
    [Symbol.asyncDispose]: async () => {
      await endProcesses(directory);
      await unmountBelow(directory);
      await rm(directory, { recursive: true, force: true, maxRetries: 3 });
    },
  };
}

const configuration = `
import { defineConfig } from "vitest/config";
import demotool from "demotool/plugin";
export default defineConfig({
  plugins: [demotool({ image: "tiny-1", cpus: 1, memory: 512, readyDelay: Number(process.env.CAMPAIGN_READY_DELAY ?? 0) })],
  test: { testTimeout: Number(process.env.CAMPAIGN_TEST_TIMEOUT ?? 15_000), hookTimeout: 30_000, teardownTimeout: 30_000 },
});
`;
