// Finishes a video on a small disk, again and again with more room. Prints for each try: the bytes of room, "finished" or
// the error, and the names in the folder.
import { readdirSync, rmSync, statfsSync, writeFileSync } from "node:fs";
import { copyFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { finalize, partialPathOf } from "../../../../src/recording/finalize.ts";

const [source = "", path = "", ...rooms] = process.argv.slice(2);
const folder = dirname(path);
const filler = join(folder, "filler");
for (const room of rooms.map(Number)) {
  await copyFile(source, partialPathOf(path));
  const { bavail, bsize } = statfsSync(folder);
  writeFileSync(filler, Buffer.alloc(bavail * bsize - room));
  const outcome = await finalize(partialPathOf(path), path, []).then(
    () => "finished",
    (error) => error.message,
  );
  rmSync(filler);
  process.stdout.write(`${JSON.stringify({ room, outcome, names: readdirSync(folder).sort() })}\n`);
  rmSync(path, { force: true });
}
