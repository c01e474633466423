// SIGSTOP of each program of a run: it stands still, and then continues or is killed.
import { setTimeout as delay } from "node:timers/promises";
import { drawMoment } from "../round/moment.ts";
import { type Role, signal } from "../support/processes.ts";
import type { FaultKind } from "./kind.ts";

/** One kind for each victim. */
export const stops: readonly FaultKind[] = [
  stop("main"),
  stop("worker"),
  stop("qemu"),
  stop("ffmpeg"),
  stop("tesseract"),
  stop("libvirtd"),
];

const longestStopMs = 2000;

function stop(role: Role): FaultKind {
  return {
    name: `stop ${role}`,
    draw: (random, profile) => {
      const stopMs = Math.round(random.fraction() * longestStopMs);
      const then = random.chance(0.6) ? "SIGCONT" : "SIGKILL";
      return {
        text: `SIGSTOP to ${role}, ${then} after ${stopMs} ms`,
        moment: drawMoment(random, profile, role),
        strike: async ({ events }) => {
          const pid = await events.process(role);
          if (pid === undefined || !signal(pid, "SIGSTOP")) return false;
          await delay(stopMs);
          signal(pid, then);
          return true;
        },
      };
    },
  };
}
