// What all rounds share: an installed demotool, a Node, and a cache with a saved VM to copy.
import { existsSync } from "node:fs";
import { chmod, copyFile, link, mkdir, readdir, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir, userInfo } from "node:os";
import { dirname, join } from "node:path";
import { execa } from "execa";
import { consumerProject } from "../../test/support/consumer.ts";
import { tinyLinuxImage } from "../../test/support/guests/tiny-guest.ts";
import { type Account, campaignAccount, giveTo, removeAccount } from "./account.ts";
import { unmountBelow } from "./mounts.ts";
import { endProcesses, isRunning } from "./processes.ts";

/** The shared part of a campaign. Disposal ends every process in it and removes it. */
export interface Lab extends AsyncDisposable {
  /** Holds everything; its path is short, since socket paths below it are limited. */
  readonly directory: string;
  readonly account: Account;
  /** The Node that runs Vitest. */
  readonly node: string;
  /** Holds demotool and Vitest. */
  readonly nodeModules: string;
  /** A cache directory (`XDG_CACHE_HOME`) to copy for each round. */
  readonly cache: string;
  /** The tiny guest's disk. */
  readonly image: string;
  /** Names the tested build of demotool. */
  readonly build: string;
  /** Keeps the saved VMs and libvirt's knowledge of QEMU of a round's cache, for later rounds and campaigns. */
  keep(cache: string): Promise<void>;
}

const parent = "/var/tmp";
const prefix = "dtc-";
/** Parts of a cache that outlive a campaign, since the first boot takes longer than several rounds. */
const keptParts = ["demotool/warm", "libvirt/qemu/cache"];

/** Makes the lab; the saved VM comes with the first run in it. */
export async function makeLab(): Promise<Lab> {
  const account = await campaignAccount();
  await clearDead();
  const directory = join(parent, `${prefix}${process.pid}`);
  await mkdir(directory, { mode: 0o755 });
  const consumer = await consumerProject(5);
  const modules = join(directory, "node_modules");
  await execa("cp", ["--recursive", "--reflink=auto", join(consumer, "node_modules"), modules]);
  // Vite writes into this directory where an earlier run has made it, instead of beside the configuration.
  await rm(join(modules, ".vite-temp"), { recursive: true, force: true });
  const node = join(directory, "node");
  // The checkout, and with it this Node, may be where other users have no access.
  await link(process.execPath, node).catch(() => copyFile(process.execPath, node));
  await chmod(node, 0o755);
  const cache = join(directory, "cache");
  const images = join(cache, "demotool", "images");
  for (const path of [cache, dirname(images), images]) await mkdir(path, { mode: 0o700 });
  const image = join(directory, "tiny.qcow2");
  // A saved VM belongs to an image of one size and modification time.
  await execa("cp", ["--preserve=timestamps", await tinyLinuxImage(), image]);
  const kept = join(tmpdir(), `demotool-test-${userInfo().uid}`, "campaign");
  for (const part of keptParts) {
    if (!existsSync(join(kept, part))) continue;
    await mkdir(dirname(join(cache, part)), { recursive: true });
    await execa("cp", ["--archive", join(kept, part), join(cache, part)]);
  }
  await link(image, join(images, "tiny-1.qcow2"));
  await giveTo(account, cache, image);
  await writeFile(join(directory, "package.json"), '{ "private": true, "type": "module" }');
  return {
    directory,
    account,
    node,
    nodeModules: modules,
    cache,
    image,
    build: consumer.split("-").at(-1) ?? "",
    keep: async (filled) => {
      await rm(join(filled, "demotool/warm/notes"), { recursive: true, force: true });
      for (const [part, target] of keptParts.flatMap((name) => [[name, kept] as const, [name, cache] as const])) {
        await rm(join(target, part), { recursive: true, force: true });
        await mkdir(dirname(join(target, part)), { recursive: true });
        await execa("cp", ["--archive", join(filled, part), join(target, part)]);
      }
      await giveTo(account, cache);
    },
    [Symbol.asyncDispose]: async () => {
      await clear(directory);
      if ((await labs()).length === 0) await removeAccount(account);
    },
  };
}

async function labs(): Promise<readonly string[]> {
  return (await readdir(parent)).filter((name) => new RegExp(`^${prefix}\\d+$`).test(name));
}

/** Clears the labs of killed campaigns of this user. */
async function clearDead(): Promise<void> {
  for (const name of await labs()) {
    const { uid } = await stat(join(parent, name));
    const owner = Number(name.slice(prefix.length));
    if (uid === process.getuid?.() && !isRunning(owner)) await clear(join(parent, name));
  }
}

/** Ends what a campaign left, and removes its files. */
async function clear(directory: string): Promise<void> {
  await endProcesses(directory);
  await unmountBelow(directory);
  for (const name of await readdir(directory).catch(() => [])) {
    await execa("chmod", ["--recursive", "u+rwX", join(directory, name)], { reject: false });
  }
  await rm(directory, { recursive: true, force: true });
}
