// Files that survive a loss of power: synced before they get their name (fsync(2)).
import { open, rename, rm } from "node:fs/promises";
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

/** Writes a text beside a file, and renames that to the file: it has its old content or the new one, never a part. */
export async function writeDurably(path: string, text: string, beside = `${path}.new`): Promise<void> {
  await writeSynced(beside, text);
  await renameDurably(beside, path);
}

/** Writes a text to a file and waits until it is on the disk. A failure leaves no file. */
export async function writeSynced(path: string, text: string): Promise<void> {
  await using file = await open(path, "w");
  try {
    await file.writeFile(text);
    await file.sync();
  } catch (error) {
    // Never a device: root could remove it.
    if ((await file.stat()).isFile()) await rm(path, { force: true });
    throw error;
  }
}
