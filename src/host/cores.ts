// The host's cores that VMs may run on.
import { readFileSync } from "node:fs";

/** The cores that this process may use: `Cpus_allowed_list` in proc(5), as in `0-3,8`. */
export function allowedCores(): readonly number[] {
  const status = readFileSync("/proc/self/status", "utf8");
  return parseCoreList(/^Cpus_allowed_list:\s*(\S+)/m.exec(status)?.[1] ?? "");
}

/** Reads a kernel's list of CPUs: `0-3,8` is 0, 1, 2, 3, 8. */
export function parseCoreList(list: string): readonly number[] {
  return list.split(",").flatMap((part) => {
    const [first = Number.NaN, last = first] = part.split("-").map(Number);
    return Number.isNaN(first) || part === ""
      ? []
      : Array.from({ length: last - first + 1 }, (_, index) => first + index);
  });
}
