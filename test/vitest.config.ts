// demotool's own tests, one project per layer; `npm test` runs the layers in this order.
import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

const minutes = 60_000;

const integration = ["test/integration/**/*.test.ts"];

/** The part of {@link integration} that another VM on the host would disturb. */
const alone = [
  // The rate and the moment of frames and of input.
  "test/integration/{recording,rfb,input}/**/*.test.ts",
  "test/integration/vm/screen.test.ts",
  // Places on the host, and who waits for one; a program that has a VM and waits for another one.
  "test/integration/host/parallel.test.ts",
  "test/integration/machine/snapshots/snapshot-owner.test.ts",
  "test/integration/boot/same-name.test.ts",
  // The time that a small guest takes.
  "test/integration/host/kvm-probe.test.ts",
  // Which VNC port is free, and what dead runs have left on the host.
  "test/integration/domain/*.test.ts",
];

/** What demotool uses of Vitest beyond its documented API. */
const internals = ["test/runner/internals.test.ts"];

const integrationLimits = { testTimeout: 3 * minutes, hookTimeout: 5 * minutes };

const desktops = ["test/e2e/**/*.test.ts"];

/** The part of {@link desktops} with several VMs of its own, or with a boot that must end within a limit. */
const desktopsAlone = ["test/e2e/{broken-desktop,examples,parallel}.test.ts"];

const desktopLimits = { testTimeout: 20 * minutes, hookTimeout: 20 * minutes };

export default defineConfig({
  root: fileURLToPath(new URL("..", import.meta.url)),
  test: {
    projects: [
      {
        test: {
          name: "unit",
          include: ["test/unit/**/*.test.ts", "test/*.test.ts"],
          testTimeout: 20_000,
          hookTimeout: 20_000,
          // Much of it waits, and most of the rest is loading modules that other files have loaded.
          maxWorkers: 3,
          isolate: false,
        },
      },
      // The layers below start VMs on a machine with few cores: two files at a time where they share it, or one after the other.
      {
        test: {
          name: "integration-shared",
          include: integration,
          exclude: alone,
          maxWorkers: 2,
          ...integrationLimits,
          sequence: { groupOrder: 1 },
        },
      },
      {
        test: {
          name: "integration-alone",
          include: alone,
          fileParallelism: false,
          ...integrationLimits,
          sequence: { groupOrder: 2 },
        },
      },
      // Before all that would fail with them.
      {
        test: {
          name: "runner-internals",
          include: internals,
          testTimeout: 3 * minutes,
          sequence: { groupOrder: 3 },
        },
      },
      {
        test: {
          name: "runner",
          include: ["test/runner/**/*.test.ts"],
          exclude: internals,
          // Each project has VMs and a cache of its own, and what does not fit on the host waits for its turn.
          maxWorkers: 2,
          testTimeout: 8 * minutes,
          hookTimeout: 10 * minutes,
          sequence: { groupOrder: 4 },
        },
      },
      {
        test: {
          name: "e2e-shared",
          include: desktops,
          exclude: desktopsAlone,
          maxWorkers: 2,
          ...desktopLimits,
          sequence: { groupOrder: 5 },
        },
      },
      {
        test: {
          name: "e2e-alone",
          include: desktopsAlone,
          fileParallelism: false,
          ...desktopLimits,
          sequence: { groupOrder: 6 },
        },
      },
    ],
  },
});
