// SIGKILL of each program of a run.
import { drawMoment } from "../round/moment.ts";
import { type Role, signal } from "../support/processes.ts";
import type { FaultKind } from "./kind.ts";

/** One kind for each victim; Vitest's main process is hit more often, since most is at stake. */
export const kills: readonly FaultKind[] = [
  kill("main", 2),
  kill("worker", 2),
  kill("qemu"),
  kill("ffmpeg"),
  kill("tesseract"),
  kill("libvirtd"),
];

function kill(role: Role, weight = 1): FaultKind {
  return {
    name: `kill ${role}`,
    weight,
    draw: (random, profile) => ({
      text: `SIGKILL to ${role}`,
      moment: drawMoment(random, profile, role),
      strike: async ({ events }) => {
        const pid = await events.process(role);
        return pid !== undefined && signal(pid, "SIGKILL");
      },
    }),
  };
}
