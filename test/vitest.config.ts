// demotool's own tests, one project per layer; `npm test` runs the layers in this order.
import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

const minutes = 60_000;

/** Unit tests that start programs, use libvirt's test driver or search many frames: seconds each, not in `npm run check`. */
const long = [
  "test/unit/base/call-site.test.ts",
  "test/unit/base/files/{lock,owner}.test.ts",
  "test/unit/base/process/*.test.ts",
  "test/unit/host/place-wait.test.ts",
  "test/unit/images/{build-directory,qcow2}.test.ts",
  "test/unit/libvirt/{call-session,connection,domain,live-xml,process}.test.ts",
  "test/unit/machine/recordings.test.ts",
  "test/unit/screen/{corpus,matching/search,targets/image}.test.ts",
  "test/unit/scripts/**/*.test.ts",
];

// Files share workers and loaded modules: loading them anew for each file takes longer than the tests.
const unitLimits = { testTimeout: 20_000, hookTimeout: 20_000 };

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
const desktopsAlone = ["test/e2e/{broken-desktop,parallel}.test.ts"];

const desktopLimits = { testTimeout: 20 * minutes, hookTimeout: 20 * minutes };

export default defineConfig({
  root: fileURLToPath(new URL("..", import.meta.url)),
  test: {
    projects: [
      {
        test: {
          name: "unit",
          include: ["test/unit/**/*.test.ts", "test/*.test.ts"],
          exclude: long,
          setupFiles: "test/support/own-modules.ts",
          ...unitLimits,
          // Much of it waits.
          maxWorkers: 4,
          isolate: false,
        },
      },
      {
        test: {
          name: "unit-long",
          include: long,
          ...unitLimits,
          maxWorkers: 3,
          isolate: false,
          sequence: { groupOrder: 1 },
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
          sequence: { groupOrder: 2 },
        },
      },
      {
        test: {
          name: "integration-alone",
          include: alone,
          fileParallelism: false,
          ...integrationLimits,
          sequence: { groupOrder: 3 },
        },
      },
      // Before all that would fail with them.
      {
        test: {
          name: "runner-internals",
          include: internals,
          testTimeout: 3 * minutes,
          sequence: { groupOrder: 4 },
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
          sequence: { groupOrder: 5 },
        },
      },
      {
        test: {
          name: "e2e-shared",
          include: desktops,
          exclude: desktopsAlone,
          maxWorkers: 2,
          ...desktopLimits,
          sequence: { groupOrder: 6 },
        },
      },
      {
        test: {
          name: "e2e-alone",
          include: desktopsAlone,
          fileParallelism: false,
          ...desktopLimits,
          sequence: { groupOrder: 7 },
        },
      },
    ],
  },
});
