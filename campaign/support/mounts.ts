// Small file systems in memory.
import { mkdir, readFile } from "node:fs/promises";
import { execa } from "execa";
import type { Account } from "./account.ts";

/** Mounts an empty file system of the account on a directory. */
export async function mountSmall(account: Account, directory: string, bytes: number): Promise<void> {
  await mkdir(directory, { recursive: true });
  const options = `size=${bytes},mode=0700,uid=${account.uid},gid=${account.gid}`;
  await execa("mount", ["-t", "tmpfs", "-o", options, "tmpfs", directory]);
}

/** Gives a small file system another size. */
export async function resize(directory: string, bytes: number): Promise<void> {
  await execa("mount", ["-o", `remount,size=${bytes}`, directory]);
}

/** Unmounts everything below a directory. */
export async function unmountBelow(directory: string): Promise<void> {
  const table = await readFile("/proc/self/mountinfo", "utf8");
  const targets = table.split("\n").map((line) => line.split(" ")[4] ?? "");
  for (const target of targets.filter((path) => path.startsWith(`${directory}/`))) {
    await execa("umount", ["--lazy", target], { reject: false });
  }
}
