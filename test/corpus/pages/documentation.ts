// Pages that others wrote: the manuals in Debian's documentation packages.
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { execa } from "execa";

/** Packages with pages in different styles. */
const packages = ["bash-doc", "debian-policy", "git-doc", "python3.11-doc", "sqlite3-doc"];

/**
 * Downloads and unpacks the packages of the host's Debian; returns the paths of their pages, in order.
 *
 * @param directory an empty directory
 */
export async function documentationPages(directory: string): Promise<string[]> {
  await execa("apt-get", ["download", ...packages], { cwd: directory });
  const archives = (await readdir(directory)).filter((name) => name.endsWith(".deb"));
  for (const archive of archives) await execa("dpkg", ["-x", archive, "pages"], { cwd: directory });
  const entries = await readdir(join(directory, "pages"), { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile() && entry.name.endsWith(".html"))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}
