// Limits of control groups of both versions, as the kernel shows them.
import { join } from "node:path";
import { expect, test } from "vitest";
import { cpuQuota, memoryLimit } from "../../../../src/base/cgroup/limits.ts";
import { controlGroupOf } from "../../../../src/base/cgroup/membership.ts";
import { fileTree } from "../../../support/host/file-tree.ts";

const mebibyte = 2 ** 20;

function limitsIn(root: string): { memory: string | undefined; cpus: number | undefined } {
  const groups = [
    controlGroupOf("memory", "self", join(root, "proc")),
    controlGroupOf("cpu", "self", join(root, "proc")),
  ];
  const [memory, cpu] = groups;
  const limit = memory && memoryLimit(memory);
  return {
    memory: limit && `${limit.bytes / mebibyte} ${limit.file.slice(root.length + 1)}`,
    cpus: cpu && cpuQuota(cpu),
  };
}

const unified = "30 23 0:26 / ROOT/sys rw,nosuid shared:4 - cgroup2 cgroup2 rw,nsdelegate";

test("version 2: the lowest limit of the group and those above it counts", async () => {
  const root = await fileTree({
    "proc/self/cgroup": "0::/user.slice/run.scope",
    "proc/self/mountinfo": `22 1 8:1 / / rw - ext4 /dev/sda1 rw\n${unified}`,
    "sys/user.slice/memory.max": String(2048 * mebibyte),
    "sys/user.slice/memory.high": "max",
    "sys/user.slice/cpu.max": "150000 100000",
    "sys/user.slice/run.scope/memory.max": "max",
    "sys/user.slice/run.scope/memory.high": String(4096 * mebibyte),
    "sys/user.slice/run.scope/cpu.max": "max 100000",
  });
  expect(limitsIn(root)).toEqual({ memory: "2048 sys/user.slice/memory.max", cpus: 1.5 });
});

test("version 2 without limits", async () => {
  const root = await fileTree({
    "proc/self/cgroup": "0::/a",
    "proc/self/mountinfo": unified,
    "sys/a/memory.max": "max",
    "sys/a/cpu.max": "max 100000",
  });
  expect(limitsIn(root)).toEqual({ memory: undefined, cpus: undefined });
});

test("version 2 in a container that sees its own group as the root", async () => {
  const root = await fileTree({
    "proc/self/cgroup": "0::/",
    "proc/self/mountinfo": unified,
    "sys/memory.max": String(512 * mebibyte),
    "sys/cpu.max": "50000 100000",
  });
  expect(limitsIn(root)).toEqual({ memory: "512 sys/memory.max", cpus: 0.5 });
});

test("version 1 in a container: its own group is mounted, and groups above it that it does not see count", async () => {
  const root = await fileTree({
    "proc/self/cgroup": "11:memory:/docker/abc\n4:cpu,cpuacct:/docker/abc\n0::/docker/abc",
    "proc/self/mountinfo": [
      "40 35 0:33 /docker/abc ROOT/my\\040sys/memory ro - cgroup cgroup rw,memory",
      "41 35 0:34 /docker/abc ROOT/my\\040sys/cpu ro master:3 - cgroup cgroup rw,cpu,cpuacct",
    ].join("\n"),
    "my sys/memory/memory.limit_in_bytes": String(4096 * mebibyte),
    "my sys/memory/memory.stat": `cache 0\nhierarchical_memory_limit ${1024 * mebibyte}`,
    "my sys/cpu/cpu.cfs_quota_us": "200000",
    "my sys/cpu/cpu.cfs_period_us": "100000",
  });
  expect(limitsIn(root)).toEqual({ memory: "1024 my sys/memory/memory.stat", cpus: 2 });
});

test("version 1 without limits, and controllers that are not mounted", async () => {
  const root = await fileTree({
    "proc/self/cgroup": "11:memory:/\n4:cpu:/",
    "proc/self/mountinfo": "40 35 0:33 / ROOT/sys/memory ro - cgroup cgroup rw,memory",
    "sys/memory/memory.limit_in_bytes": "9223372036854771712",
    "sys/memory/memory.stat": "hierarchical_memory_limit 9223372036854771712",
  });
  expect(limitsIn(root)).toEqual({ memory: undefined, cpus: undefined });
});

test("a host without control groups has no limits", async () => {
  expect(limitsIn(await fileTree({ "proc/self/mountinfo": "" }))).toEqual({ memory: undefined, cpus: undefined });
});
