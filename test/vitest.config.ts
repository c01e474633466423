// demotool's own tests, one project per layer; `npm test` runs the layers in this order.
import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

const minutes = 60_000;

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
        },
      },
      // The layers below start VMs on a machine with few cores: one file after the other, or two at a time.
      {
        test: {
          name: "integration",
          include: ["test/integration/**/*.test.ts"],
          fileParallelism: false,
          testTimeout: 3 * minutes,
          hookTimeout: 5 * minutes,
        },
      },
      {
        test: {
          name: "runner",
          include: ["test/runner/**/*.test.ts"],
          // Each project has VMs and a cache of its own, and what does not fit on the host waits for its turn.
          maxWorkers: 2,
          testTimeout: 8 * minutes,
          hookTimeout: 10 * minutes,
        },
      },
      {
        test: {
          name: "e2e",
          include: ["test/e2e/**/*.test.ts"],
          fileParallelism: false,
          testTimeout: 20 * minutes,
          hookTimeout: 20 * minutes,
        },
      },
    ],
  },
});
