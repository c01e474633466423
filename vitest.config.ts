// How a project uses demotool: the plugin, and where its demos are.
import demotool from "demotool/plugin";
import { defineConfig } from "vitest/config";

export default defineConfig({
  plugins: [demotool({ image: "debian-12" })],
  test: { include: ["demos/*.test.ts"] },
});
