// Tells from the kernel's counters whether its out-of-memory killer has ended a process.
import { readGroupEntry } from "./files.ts";
import { controlGroupOf, procDirectory } from "./membership.ts";

/** Counts the kills in one control group. */
export interface OomCounter {
  /** Returns the group whose counter has risen since the creation; undefined if the OOM killer ended nothing in it. */
  risen(): OomKills | undefined;
}

/** The OOM killer has ended processes of a control group. */
export interface OomKills {
  /** The group's directory; with `/proc` the whole host, where groups have no counter. */
  readonly group: string;
  /** How many processes since the counter was created. */
  readonly kills: number;
}

/**
 * Counts from now on the processes that the OOM killer ends in the group of a process: `oom_kill` in `memory.events`
 * (version 2 of cgroups, with the groups below) or in `memory.oom_control` (version 1).
 *
 * @param pid default: this process
 * @param proc where the kernel shows processes. Default `/proc`
 */
export function countOomKills(pid: number | "self" = "self", proc: string = procDirectory): OomCounter {
  const places = [...groupPlaces(pid, proc), { directory: proc, file: "vmstat" }].map((place) => ({
    ...place,
    before: readGroupEntry(place.directory, place.file, "oom_kill"),
  }));
  return {
    risen: () => {
      for (const { directory, file, before } of places) {
        const now = readGroupEntry(directory, file, "oom_kill");
        // systemd removes a VM's own group with its last process: then the next one up counts.
        if (before === undefined || now === undefined) continue;
        return now > before ? { group: directory, kills: now - before } : undefined;
      }
      return undefined;
    },
  };
}

interface Place {
  readonly directory: string;
  readonly file: string;
}

function groupPlaces(pid: number | "self", proc: string): readonly Place[] {
  const group = controlGroupOf("memory", pid, proc);
  const file = group?.version === 2 ? "memory.events" : "memory.oom_control";
  return (group?.directories ?? []).map((directory) => ({ directory, file }));
}
