// The demos of a person's programs: each installs its program first, which takes minutes the first time.
import { fileURLToPath } from "node:url";
import demotool from "demotool/plugin";
import { defineConfig } from "vitest/config";

export default defineConfig({
  root: fileURLToPath(new URL("../..", import.meta.url)),
  plugins: [demotool({ maxVms: 1 })],
  test: { include: ["demos/apps/**/*.test.ts"] },
});
