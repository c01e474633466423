// SIGSTOP of each program of a run: it stands still, and then continues, is killed, or never moves again.
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

/** What comes after the stop; undefined is nothing: demotool must notice, and end such a process itself. */
const forgotten = ["SIGCONT", "SIGCONT", "SIGKILL", undefined] as const;
const endings: Partial<Record<Role, typeof forgotten>> = { qemu: forgotten, ffmpeg: forgotten, tesseract: forgotten };

function stop(role: Role): FaultKind {
  return {
    name: `stop ${role}`,
    draw: (random, profile) => {
      const stopMs = Math.round(random.fraction() * longestStopMs);
      const then = random.pick(endings[role] ?? (["SIGCONT", "SIGCONT", "SIGKILL"] as const));
      return {
        text: `SIGSTOP to ${role}${then === undefined ? "" : `, ${then} after ${stopMs} ms`}`,
        moment: drawMoment(random, profile, role),
        strike: async ({ events }) => {
          const pid = await events.process(role);
          if (pid === undefined || !signal(pid, "SIGSTOP")) return false;
          if (then === undefined) return true;
          await delay(stopMs);
          signal(pid, then);
          return true;
        },
      };
    },
  };
}
