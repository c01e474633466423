// EMFILE: from a moment on, Vitest's main process or its worker can open only a few more files.
import { readdir } from "node:fs/promises";
import { execa } from "execa";
import { drawMoment } from "../round/moment.ts";
import type { Role } from "../support/processes.ts";
import type { FaultKind } from "./kind.ts";

/** The kinds, one for each process. */
export const fileLimits: readonly FaultKind[] = [fileLimit("main"), fileLimit("worker")];

function fileLimit(role: Role): FaultKind {
  return {
    name: `no files: ${role}`,
    draw: (random, profile) => {
      const more = random.whole(0, 8);
      return {
        text: `${role} can open ${more} more files`,
        moment: drawMoment(random, profile, role),
        strike: async ({ events, place: { lab } }) => {
          const pid = await events.process(role);
          if (pid === undefined) return false;
          const open = await readdir(`/proc/${pid}/fd`).catch(() => undefined);
          if (open === undefined) return false;
          const limit = open.length + more;
          const { exitCode } = await execa("prlimit", [`--pid=${pid}`, `--nofile=${limit}:${limit}`], {
            reject: false,
            // A container's root may not change the limits of other users' processes.
            ...(lab.account.isRoot && { uid: lab.account.uid, gid: lab.account.gid }),
          });
          return exitCode === 0;
        },
      };
    },
  };
}
