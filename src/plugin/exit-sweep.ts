// When Vitest is ended by a signal, its workers die without a chance to clean up: the main process does what they cannot.
//
// libvirt itself removes their domains, because the connections that made them are gone. What remains are overlays and
// logs; a start after `kill -9` of everything would remove them too, but nobody should have to wait for that.
import { readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { parseOwner } from "../base/owner.ts";
import { runDirectory } from "../base/paths.ts";

let registered = false;

/** Makes this process remove, as it exits, the run folders of VMs that it or its workers still hold. */
export function sweepOnExit(): void {
  if (registered) return;
  registered = true;
  process.once("exit", () => sweepOwn(runDirectory));
}

/** Removes the run folders whose owner is this process or a child of it. Synchronous: an exiting process cannot wait. */
export function sweepOwn(directory: string): void {
  for (const name of foldersIn(directory)) {
    const owner = parseOwner(name.split("~")[1] ?? "")?.pid;
    if (owner === undefined || (owner !== process.pid && parentOf(owner) !== process.pid)) continue;
    // QEMU may still write for a moment: to files without a name, which go when it closes them.
    rmSync(join(directory, name), { recursive: true, force: true, maxRetries: 3 });
  }
}

function foldersIn(directory: string): readonly string[] {
  try {
    return readdirSync(directory);
  } catch {
    return [];
  }
}

/** Field 4 of `/proc/<pid>/stat` (proc(5)); the command in field 2 may hold spaces and brackets. */
function parentOf(pid: number): number | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    return Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1]);
  } catch {
    return undefined;
  }
}
