// What does not belong to demotool, beside what does: files in its directories, and a domain.
import { createHash } from "node:crypto";
import { lstat, mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { execa } from "execa";
import { giveTo } from "../support/account.ts";
import { isRunning, processesOf } from "../support/processes.ts";
import type { Place } from "./place.ts";

const files = [
  "cache/demotool/notes.txt",
  "cache/demotool/images/notes.txt",
  "cache/demotool/run/notes/keep.txt",
  "cache/demotool/warm/notes/keep.txt",
  "c/notes.txt",
  "project/demo-videos/notes/take.mp4",
  "project/demo-videos/notes.txt",
  "run/demotool/notes.txt",
  "run/notes.txt",
  "tmp/demotool-notes/keep.txt",
  "tmp/notes.txt",
];

/** The canaries of a round. */
export interface Canaries {
  /** One line for each that was touched. */
  touched(): Promise<readonly string[]>;
}

/** Puts the canaries into a round. With `domain`, a paused domain is one: its start also starts libvirt's daemon. */
export async function placeCanaries(place: Place, domain: boolean): Promise<Canaries> {
  const paths = files.map((path) => join(place.directory, path));
  for (const path of paths) {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    await writeFile(path, `not demotool's: ${path}\n`);
  }
  const roots = ["cache/demotool", "c", "project/demo-videos", "run", "tmp"];
  await giveTo(place.lab.account, ...roots.map((root) => join(place.directory, root)));
  const before = await Promise.all(paths.map(fingerprint));
  const qemu = domain ? await startDomain(place) : undefined;
  return {
    touched: async () => {
      const after = await Promise.all(paths.map(fingerprint));
      const changed = files.filter((_, index) => after[index] !== before[index]);
      const ended = qemu !== undefined && !isRunning(qemu) ? ["the domain canary"] : [];
      return [...changed, ...ended].map((name) => `foreign: ${name} was touched`);
    },
  };
}

/** The paths of the canaries, and of the directories that hold only canaries, relative to the round's directory. */
export const canaryPaths: readonly string[] = files;

async function fingerprint(path: string): Promise<string> {
  try {
    const { mode, ino, mtimeMs, uid } = await lstat(path);
    return [
      mode,
      ino,
      mtimeMs,
      uid,
      createHash("sha256")
        .update(await readFile(path))
        .digest("hex"),
    ].join(" ");
  } catch (error) {
    return String(error);
  }
}

async function startDomain(place: Place): Promise<number> {
  const xml = join(place.directory, "canary.xml");
  await writeFile(xml, canaryXml);
  const { account } = place.lab;
  await execa("virsh", ["--connect", "qemu:///session", "create", "--paused", xml], {
    env: place.environment,
    extendEnv: false,
    timeout: 30_000,
    ...(account.isRoot && { uid: account.uid, gid: account.gid }),
  });
  const qemu = processesOf(place.directory).find(({ role }) => role === "qemu");
  if (qemu === undefined) throw new Error("the domain canary did not start");
  return qemu.pid;
}

const canaryXml = `<domain type="qemu"><name>canary</name><memory unit="MiB">16</memory>
<os><type arch="x86_64" machine="isapc">hvm</type></os>
<devices><controller type="usb" model="none"/><memballoon model="none"/></devices></domain>`;
