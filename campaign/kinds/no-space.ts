// ENOSPC: a directory's file system is full from a moment on, or has only a little space left.
import { open, rm, statfs } from "node:fs/promises";
import { join } from "node:path";
import { drawMoment } from "../round/moment.ts";
import type { Place } from "../round/place.ts";
import type { Lab } from "../support/lab.ts";
import { mountSmall, resize } from "../support/mounts.ts";
import type { FaultKind } from "./kind.ts";

const mebibyte = 2 ** 20;
const filler = "filler";

/** The kinds, one for each directory. */
export const fullDisks: readonly FaultKind[] = [
  fullDisk("run folders", "cache/demotool/run"),
  fullDisk("videos", "project/demo-videos"),
  fullDisk("temporary", "tmp"),
  fullDisk("runtime", "run/demotool"),
];

function fullDisk(name: string, directory: string): FaultKind {
  return {
    name: `no space: ${name}`,
    unavailable: onlyRoot,
    draw: (random, profile) => {
      const leftBytes = random.pick([0, 4096, 65_536, mebibyte]);
      const path = ({ directory: round }: Place): string => join(round, directory);
      return {
        text: `${directory} has ${leftBytes} bytes left`,
        moment: drawMoment(random, profile),
        prepare: async (place) => {
          await mountSmall(place.lab.account, path(place), 64 * mebibyte);
          return undefined;
        },
        strike: async ({ place }) => {
          await fill(path(place), leftBytes);
          return true;
        },
        repair: (place) => rm(join(path(place), filler), { force: true }),
      };
    },
  };
}

/** The saved VM is gone, and there is hardly or not enough space for a new one. */
export const smallStates: FaultKind = {
  name: "no space: saved VM",
  unavailable: onlyRoot,
  draw: (random) => {
    // A saved VM takes some 100 MiB.
    const size = random.whole(4, 140) * mebibyte;
    const path = ({ cache }: Place): string => join(cache, "demotool/warm");
    return {
      text: `the saved VM must fit into ${size / mebibyte} MiB`,
      prepare: async (place) => {
        await mountSmall(place.lab.account, path(place), size);
        return { env: { CAMPAIGN_TEST_TIMEOUT: "60000" } };
      },
      strike: async () => true,
      repair: (place) => resize(path(place), 512 * mebibyte),
    };
  },
};

function onlyRoot({ account }: Lab): string | undefined {
  return account.isRoot ? undefined : "only root can mount a small file system";
}

async function fill(directory: string, leftBytes: number): Promise<void> {
  const { bavail, bsize } = await statfs(directory);
  await using file = await open(join(directory, filler), "wx");
  const chunk = Buffer.alloc(mebibyte);
  let missing = Math.max(0, bavail * bsize - leftBytes);
  while (missing > 0) {
    const written = await file.write(chunk, 0, Math.min(missing, chunk.length)).catch(fullAlready);
    if (written === undefined) return;
    missing -= written.bytesWritten;
  }
}

/** The run writes, too. */
function fullAlready(error: NodeJS.ErrnoException): undefined {
  if (error.code !== "ENOSPC") throw error;
}
