// One demo file in four projects: four files, each with its own small desktop, all at once.
import { fileURLToPath } from "node:url";
import demotool from "demotool/plugin";
import { defineConfig } from "vitest/config";

const root = fileURLToPath(new URL(".", import.meta.url));

export default defineConfig({
  root,
  test: {
    projects: ["east", "north", "south", "west"].map((name) => ({
      root,
      plugins: [demotool({ image: "debian-12", maxVms: 4, cpus: 1, memory: 2048 })],
      test: { name, include: ["desk.demo.ts"] },
    })),
  },
});
