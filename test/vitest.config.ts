// demotool's own tests, one project per layer; `npm test` runs the layers in this order.
import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

const minutes = 60_000;

/**
 * Unit tests that start programs, use libvirt's test driver, search many frames or wait for time limits: seconds each,
 * not in `npm run check`.
 */
const long = [
  "test/patterns.test.ts",
  "test/unit/base/{call-site,user}.test.ts",
  "test/unit/base/files/{lock,owned-directory,part-file,whole-file}.test.ts",
  "test/unit/base/process/*.test.ts",
  "test/unit/boot/warm/store.test.ts",
  "test/unit/host/{memory-limit,place-wait,registry,run-folder}.test.ts",
  "test/unit/images/{build-directory,install,inspect/image-state,inspect/look-up}.test.ts",
  "test/unit/input/{keyboard,mouse,keys/layouts/table}.test.ts",
  "test/unit/libvirt/{call-session,connection,domain,live-xml,process}.test.ts",
  "test/unit/machine/recordings.test.ts",
  "test/unit/recording/finalize.test.ts",
  "test/unit/rfb/connect.test.ts",
  "test/unit/screen/{corpus,files/png,matching/search,png/decode,targets/image,wait}.test.ts",
  "test/unit/scripts/**/*.test.ts",
  "test/unit/vm/{screen,unlock}.test.ts",
];

/** Milliseconds. */
const unitLimits = { testTimeout: 20_000, hookTimeout: 20_000 };

/** Unit tests that replace modules, so that each file needs a worker of its own; not in `npm run check` either. */
const replacing = [
  "test/unit/fixtures/**/*.test.ts",
  "test/unit/input/keys/echo.test.ts",
  "test/unit/plugin/vitest-run.test.ts",
  "test/unit/vm/in-guest.test.ts",
];

const integration = ["test/integration/**/*.test.ts"];

/** The part of {@link integration} that another VM on the host would disturb. */
const alone = [
  // The timing of frames and of input.
  "test/integration/{recording,rfb,input}/**/*.test.ts",
  "test/integration/vm/screen.test.ts",
  // How soon a VM that stands still is noticed.
  "test/integration/machine/standstill.test.ts",
  // The ordinary user, and daemons that are killed at a moment of a start.
  "test/integration/boot/{daemon-restart,full-disk}.test.ts",
  // Places on the host, and the order of waiting VMs.
  "test/integration/host/parallel.test.ts",
  "test/integration/machine/snapshots/snapshot-owner.test.ts",
  "test/integration/boot/same-name.test.ts",
  // The boot time of a small guest.
  "test/integration/host/kvm-probe.test.ts",
  // Free VNC ports, and leftovers of dead runs on the host.
  "test/integration/domain/*.test.ts",
];

/** Vitest's internals that demotool uses. */
const internals = ["test/runner/internals.test.ts"];

/** Has the whole machine for several runs of its own at once. */
const campaign = ["test/runner/runs/campaign.test.ts"];

const integrationLimits = { testTimeout: 3 * minutes, hookTimeout: 5 * minutes };

const desktops = ["test/e2e/**/*.test.ts"];

/** The part of {@link desktops} that starts several VMs, or types at full speed. */
const desktopsAlone = ["test/e2e/{driven-desktop,parallel}.test.ts"];

const desktopLimits = { testTimeout: 20 * minutes, hookTimeout: 20 * minutes };

export default defineConfig({
  root: fileURLToPath(new URL("..", import.meta.url)),
  test: {
    projects: [
      {
        test: {
          name: "unit",
          include: ["test/unit/**/*.test.ts", "test/*.test.ts"],
          exclude: [...long, ...replacing],
          ...unitLimits,
          // Much of it waits.
          maxWorkers: 4,
          // Files share workers and loaded modules: loading them anew for each file takes longer than the tests.
          isolate: false,
        },
      },
      {
        test: {
          name: "unit-replacing",
          include: replacing,
          ...unitLimits,
          maxWorkers: 3,
          sequence: { groupOrder: 1 },
        },
      },
      {
        test: {
          name: "unit-long",
          include: long,
          ...unitLimits,
          maxWorkers: 3,
          // Files share workers and loaded modules: loading them anew for each file takes longer than the tests.
          isolate: false,
          sequence: { groupOrder: 2 },
        },
      },
      // The layers below start VMs on a machine with few cores: two files at a time where VMs can share it, else one by
      // one.
      {
        test: {
          name: "integration-shared",
          include: integration,
          exclude: alone,
          maxWorkers: 2,
          ...integrationLimits,
          sequence: { groupOrder: 3 },
        },
      },
      {
        test: {
          name: "integration-alone",
          include: alone,
          fileParallelism: false,
          ...integrationLimits,
          sequence: { groupOrder: 4 },
        },
      },
      // Before the other runner tests and the desktops, which fail with them.
      {
        test: {
          name: "runner-internals",
          include: internals,
          testTimeout: 3 * minutes,
          sequence: { groupOrder: 5 },
        },
      },
      {
        test: {
          name: "runner",
          include: ["test/runner/**/*.test.ts"],
          exclude: [...internals, ...campaign],
          // Each project has its own VMs and cache, and VMs that do not fit on the host wait.
          maxWorkers: 2,
          testTimeout: 8 * minutes,
          hookTimeout: 10 * minutes,
          sequence: { groupOrder: 6 },
        },
      },
      {
        test: {
          name: "runner-campaign",
          include: campaign,
          testTimeout: 8 * minutes,
          hookTimeout: 10 * minutes,
          sequence: { groupOrder: 7 },
        },
      },
      {
        test: {
          name: "e2e-shared",
          include: desktops,
          exclude: desktopsAlone,
          maxWorkers: 2,
          ...desktopLimits,
          sequence: { groupOrder: 8 },
        },
      },
      {
        test: {
          name: "e2e-alone",
          include: desktopsAlone,
          fileParallelism: false,
          ...desktopLimits,
          sequence: { groupOrder: 9 },
        },
      },
    ],
  },
});
