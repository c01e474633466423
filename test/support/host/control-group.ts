// A control group with a memory limit of its own, for programs that are to reach it.
import { mkdir, rmdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { onTestFinished, type TestContext } from "vitest";
import { controlGroupOf } from "../../../src/base/cgroup/membership.ts";
import { Deadline } from "../../../src/base/time/deadline.ts";
import { poll } from "../../../src/base/time/poll.ts";

/** A control group, removed with the test. */
export interface LimitedGroup {
  /** Its directory. A group within it is where programs run: version 2 allows none beside other groups. */
  readonly directory: string;
  /** Moves a process into it. */
  add(pid: number): Promise<void>;
  /** Wraps a command to run in it. */
  run(command: readonly [string, ...string[]]): readonly [string, ...string[]];
}

/** Creates a group. Skips the test where this user may not create one. */
export async function limitedGroup(context: TestContext, limitBytes: number): Promise<LimitedGroup> {
  const group = controlGroupOf("memory");
  const top = group?.directories.at(-1);
  if (group === undefined || top === undefined || process.getuid?.() !== 0) {
    return context.skip("needs root, to make a control group");
  }
  const directory = join(top, `demotool-test-${process.pid}-${Math.random().toString(36).slice(2, 8)}`);
  const inner = join(directory, "inner");
  const created = await mkdir(inner, { recursive: true }).catch(() => undefined);
  if (created === undefined) return context.skip("needs a writable tree of control groups");
  onTestFinished(() => removeGroups([inner, directory]));
  if (group.version === 2) await writeFile(join(directory, "cgroup.subtree_control"), "+memory");
  await writeFile(join(directory, group.version === 2 ? "memory.max" : "memory.limit_in_bytes"), String(limitBytes));
  const procs = join(inner, "cgroup.procs");
  return {
    directory,
    add: (pid) => writeFile(procs, String(pid)),
    run: (command) => ["sh", "-c", `echo $$ > ${procs} && exec "$@"`, "sh", ...command],
  };
}

/** A group can be removed once the kernel has released its last process. */
async function removeGroups(directories: readonly string[]): Promise<void> {
  for (const directory of directories) {
    await poll(Deadline.after(10_000, `removal of ${directory}`), 50, async () =>
      rmdir(directory).then(
        () => true,
        () => undefined,
      ),
    );
  }
}
