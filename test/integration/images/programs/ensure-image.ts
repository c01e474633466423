// Ensures an image in a process of its own and prints what happens as lines of JSON.
import { writeFileSync } from "node:fs";
import { setLogSink } from "../../../../src/base/log.ts";
import { ensureImage } from "../../../../src/images/cache.ts";

const [name = "", directory = "", firstBootMark] = process.argv.slice(2);

function say(event: Record<string, unknown>): void {
  process.stdout.write(`${JSON.stringify(event)}\n`);
}

setLogSink((entry) => say({ log: entry }));
try {
  const image = await ensureImage(name, {
    directory,
    recipes: { "tiny-1": { guestAgent: true } },
    kvm: async () => false,
    completeFirstBoot: async (request) => {
      say({ completeFirstBoot: request });
      if (firstBootMark !== undefined) writeFileSync(firstBootMark, String(process.pid), { flag: "wx" });
    },
    progress: (progress) => say({ progress }),
  });
  say({ image });
} catch (error) {
  say({ error: { code: error instanceof Error && "code" in error ? error.code : undefined, text: String(error) } });
}
