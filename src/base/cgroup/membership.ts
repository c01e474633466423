// The control groups of a process: the directories in which the kernel shows its limits (cgroups(7)).
import { readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";

/** The controllers that demotool reads. */
export type Controller = "memory" | "cpu";

/** A process's control group for one controller. */
export interface ControlGroup {
  readonly version: 1 | 2;
  /** The directories of the group and of those above it, as far as this process sees them; its own first. */
  readonly directories: readonly string[];
}

/** Where the kernel shows processes. Default `/proc`. */
export const procDirectory = "/proc";

/** Returns the group of a process for a controller; undefined if it is in none, or has ended. */
export function controlGroupOf(
  controller: Controller,
  pid: number | "self" = "self",
  proc: string = procDirectory,
): ControlGroup | undefined {
  const memberships = readOr("", join(proc, String(pid), "cgroup"));
  const mounts = mountsIn(readOr("", join(proc, "self", "mountinfo")));
  const own = pathOf(memberships, controller);
  const unified = pathOf(memberships, "");
  const mount = (wanted: 1 | 2): Mount | undefined =>
    mounts.find(({ version, controllers }) => version === wanted && (wanted === 2 || controllers.includes(controller)));
  return (
    (own === undefined ? undefined : groupIn(mount(1), own)) ??
    (unified === undefined ? undefined : groupIn(mount(2), unified))
  );
}

interface Mount {
  readonly version: 1 | 2;
  readonly controllers: readonly string[];
  /** The group that is mounted. */
  readonly root: string;
  readonly point: string;
}

/** Parses the lines of `/proc/<pid>/cgroup`: `4:memory:/a/b` and, for version 2, `0::/a/b`. */
function pathOf(memberships: string, controller: string): string | undefined {
  for (const line of memberships.split("\n")) {
    const [, controllers, ...path] = line.split(":");
    if (controllers?.split(",").includes(controller) && path.length > 0) return path.join(":");
  }
  return undefined;
}

/** Parses `/proc/self/mountinfo` (proc(5)): `31 23 0:28 <root> <point> <options> [<tags>] - <type> <source> <options>`. */
function mountsIn(mountinfo: string): readonly Mount[] {
  return mountinfo.split("\n").flatMap((line) => {
    const [before = "", after = ""] = line.split(" - ");
    const [, , , root, point] = before.split(" ");
    const [type, , options = ""] = after.split(" ");
    if (root === undefined || point === undefined || (type !== "cgroup" && type !== "cgroup2")) return [];
    const version = type === "cgroup" ? 1 : 2;
    return [{ version, controllers: options.split(","), root: unescaped(root), point: unescaped(point) } as const];
  });
}

/** A container often sees its own group as the mount's root, though the path names the host's. */
function groupIn(mount: Mount | undefined, path: string): ControlGroup | undefined {
  if (mount === undefined) return undefined;
  const below = relative(mount.root, path);
  const isBelow = below !== ".." && !below.startsWith("../");
  const directories = [join(mount.point, isBelow ? below : "")];
  for (let directory = directories[0] ?? ""; directory.length > mount.point.length; ) {
    directory = dirname(directory);
    directories.push(directory);
  }
  return { version: mount.version, directories };
}

/** Spaces and the like are octal in mountinfo: `\040`. */
function unescaped(path: string): string {
  return path.replaceAll(/\\([0-7]{3})/g, (_, octal: string) => String.fromCharCode(Number.parseInt(octal, 8)));
}

function readOr(fallback: string, path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return fallback;
  }
}
