// Counters of the out-of-memory killer in both versions of control groups, as the kernel shows them.
import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { countOomKills } from "../../../../src/base/cgroup/oom-kills.ts";
import { fileTree } from "../../../support/host/file-tree.ts";

const versions = [
  {
    cgroup: "0::/vm",
    mountinfo: "30 23 0:26 / ROOT/sys rw - cgroup2 cgroup2 rw",
    file: "memory.events",
    content: (kills: number) => `low 0\noom 3\noom_kill ${kills}\noom_group_kill 0`,
  },
  {
    cgroup: "4:memory:/vm",
    mountinfo: "35 31 0:32 / ROOT/sys rw - cgroup cgroup rw,memory",
    file: "memory.oom_control",
    content: (kills: number) => `oom_kill_disable 0\nunder_oom 0\noom_kill ${kills}`,
  },
] as const;

test.each(versions)("counts the kills since the creation: $file", async ({ cgroup, mountinfo, file, content }) => {
  const root = await fileTree({
    "proc/self/mountinfo": mountinfo,
    "proc/77/cgroup": cgroup,
    "proc/vmstat": "nr_free_pages 1\noom_kill 5",
    [`sys/vm/${file}`]: content(2),
  });
  const proc = join(root, "proc");
  const counter = countOomKills(77, proc);
  // Somewhere else on the host.
  await writeFile(join(proc, "vmstat"), "oom_kill 6\n");
  expect(counter.risen()).toBeUndefined();
  await writeFile(join(root, "sys/vm", file), content(3));
  expect(counter.risen()).toEqual({ group: join(root, "sys/vm"), kills: 1 });
  await rm(join(root, "sys/vm"), { recursive: true });
  expect(counter.risen(), "the group is gone").toEqual({ group: proc, kills: 1 });
});

test("where groups have no counter, the host's counts", async () => {
  const root = await fileTree({ "proc/self/mountinfo": "", "proc/vmstat": "oom_kill 5" });
  const counter = countOomKills("self", join(root, "proc"));
  expect(counter.risen()).toBeUndefined();
  await writeFile(join(root, "proc/vmstat"), "oom_kill 7\n");
  expect(counter.risen()).toEqual({ group: join(root, "proc"), kills: 2 });
});
