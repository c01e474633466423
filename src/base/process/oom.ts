// Describes the end of a process by the kernel's out-of-memory killer.
import type { OomKills } from "../cgroup/oom-kills.ts";
import type { ErrorParts } from "../errors.ts";

/** What to say of a process that the OOM killer has ended. */
export type OomEnd = Required<Pick<ErrorParts, "headline" | "facts" | "next">>;

/**
 * Describes it.
 *
 * @param what the process, such as `ffmpeg`
 */
export function describeOomKill(what: string, { group, kills }: OomKills): OomEnd {
  const isHost = group === "/proc";
  return {
    headline: `${what} was ended by the kernel's out-of-memory killer`,
    facts: { oomKills: kills, oomGroup: isHost ? undefined : group },
    next: isHost
      ? "end other programs or VMs, or give VMs less with the option memory (MiB)"
      : "raise the memory limit of this group (docker run --memory, systemd MemoryMax), or give VMs less with the option memory (MiB)",
  };
}
