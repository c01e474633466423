// Files that survive a loss of power: synced before they get their name (fsync(2)).
import { open, rename } from "node:fs/promises";
import { dirname } from "node:path";

/** Waits until a file's content, or a directory's entries, are on the disk. */
export async function sync(path: string): Promise<void> {
  await using file = await open(path, "r");
  await file.sync();
}

/** Renames a file whose content is on the disk already, and waits until the new name is there too. */
export async function renameDurably(from: string, to: string): Promise<void> {
  await rename(from, to);
  await sync(dirname(to));
}
