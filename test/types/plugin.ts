// The types of `demotool/plugin` as a Vitest configuration uses them. Compiled, never run.
import type { Vm } from "demotool";
import demotool, { type DemotoolOptions } from "demotool/plugin";
import { defineConfig } from "vitest/config";
import { assert, type Equal } from "./equal.ts";

const options: DemotoolOptions = {
  image: "debian-12",
  cpus: 2,
  memory: 4096,
  bootTimeout: 300_000,
  readyDelay: 10_000,
  stable: { quiet: 3000, ignore: [{ x: 0, y: 0, width: 100, height: 28 }], busyTimeout: 20_000 },
  maxVms: 4,
};

export const plain = defineConfig({ plugins: [demotool()] });
export const withOptions = defineConfig({ plugins: [demotool(options)] });
export const inProjects = defineConfig({
  test: { projects: [{ plugins: [demotool({ resolution: { width: 800, height: 600 } })], test: { name: "demos" } }] },
});

demotool({
  warm: true,
  prepareKey: "2026-11",
  prepare: async (vm) => {
    assert<Equal<typeof vm, Vm>>();
    await vm.screenshot();
  },
});
// @ts-expect-error a preparation is a function
demotool({ prepare: "apt-get install gimp" });

// @ts-expect-error there is no such option
demotool({ distribution: "debian" });
// @ts-expect-error cpus is a number
demotool({ cpus: "2" });
