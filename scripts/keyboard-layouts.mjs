// Generates the keyboard layouts in src/input/keys/layouts/ from this machine's xkeyboard-config and Compose table:
// `npx node scripts/keyboard-layouts.mjs`. Needs what `npm run setup -- --test` installs.
import { writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { generateFiles } from "./keyboard-layouts/files.mjs";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
for (const [path, content] of Object.entries(generateFiles())) {
  writeFileSync(join(root, path), content);
  console.log(`${path}: ${Buffer.byteLength(content)} bytes`);
}
