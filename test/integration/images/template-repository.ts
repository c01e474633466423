// A virt-builder repository with one template: the minimum that virt-builder accepts as a Debian, in 8 MiB.
import { copyFile, mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { onTestFinished, vi } from "vitest";
import { run } from "../../../src/base/process/process.ts";
import type { OwnRecipe } from "../../../src/images/recipe.ts";
import { cachedFile } from "../../support/guests/image-cache.ts";

/** The template's name in the repository. */
export const tinyTemplate = "tiny-1";

/** The template cannot install a guest agent. */
export const tinyRecipe: OwnRecipe = { guestAgent: true };
export const tinyRecipes = { [tinyTemplate]: tinyRecipe };

const mebibytes = 8;

const files: Readonly<Record<string, string>> = {
  "etc/os-release": 'ID=debian\nVERSION_ID="12"\nPRETTY_NAME="tiny"\n',
  "etc/debian_version": "12.0\n",
  "etc/fstab": "/dev/sda / ext4 defaults 0 1\n",
  "etc/passwd": "root:x:0:0:root:/root:/bin/sh\n",
  "etc/shadow": "root:*:19000:0:99999:7:::\n",
  // virt-builder installs its first-boot service where it finds systemd.
  "usr/lib/systemd/system/.keep": "",
  "bin/.keep": "",
  "tmp/.keep": "",
};

/** An environment in which virt-builder knows one repository and has no cached template. */
export type RepositoryEnvironment = Readonly<Record<"VIRT_BUILDER_DIRS" | "XDG_CACHE_HOME", string>>;

/** Makes the repository in a directory. */
export async function tinyRepository(directory: string): Promise<RepositoryEnvironment> {
  await mkdir(directory, { recursive: true });
  await copyFile(await templateImage(), join(directory, "tiny.img"));
  const index = `[${tinyTemplate}]
name=Tiny
arch=x86_64
file=tiny.img
format=raw
size=${mebibytes * 2 ** 20}
`;
  return repository(directory, { index }, `file://${join(directory, "index")}`);
}

/** The index of a repository on an unreachable server: nothing listens on the discard port. */
export const unreachableUrl = "http://127.0.0.1:9/builder/index.asc";

/** Makes a repository of {@link unreachableUrl}. */
export async function unreachableRepository(directory: string): Promise<RepositoryEnvironment> {
  return repository(directory, {}, unreachableUrl);
}

/** Sets the environment for the programs that this test starts. */
export function offer(environment: RepositoryEnvironment): void {
  for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value);
  onTestFinished(() => {
    vi.unstubAllEnvs();
  });
}

async function repository(
  directory: string,
  content: Readonly<Record<string, string>>,
  uri: string,
): Promise<RepositoryEnvironment> {
  await writeTree(directory, { ...content, "virt-builder/repos.d/test.conf": `[test]\nuri=${uri}\n` });
  return { VIRT_BUILDER_DIRS: directory, XDG_CACHE_HOME: join(directory, "cache") };
}

function templateImage(): Promise<string> {
  return cachedFile("tiny-1.img", [JSON.stringify(files), String(mebibytes)], async (path, work) => {
    const root = join(work, "root");
    await writeTree(root, files);
    // Ordinary users do not have /usr/sbin on their PATH.
    await run("/usr/sbin/mke2fs", ["-q", "-t", "ext4", "-d", root, path, `${mebibytes}M`], { timeout: 60_000 });
  });
}

async function writeTree(directory: string, content: Readonly<Record<string, string>>): Promise<void> {
  for (const [path, text] of Object.entries(content)) {
    await mkdir(dirname(join(directory, path)), { recursive: true });
    await writeFile(join(directory, path), text);
  }
}
