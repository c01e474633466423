// Checks for space before a snapshot is made.
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { Domain } from "../../../../src/libvirt/domain.ts";
import { requireSnapshotSpace } from "../../../../src/machine/snapshots/space.ts";

const disk = join(tmpdir(), "overlay.qcow2");

function using(memory: number | undefined): Domain {
  return { name: "demo-large", residentMemory: async () => memory } as unknown as Domain;
}

test("accepts memory that fits or is unknown", async () => {
  await requireSnapshotSpace(using(1), disk, "small");
  await requireSnapshotSpace(using(undefined), disk, "unknown");
});

test("rejects more memory in use than free space, with both sizes", async () => {
  await expect(requireSnapshotSpace(using(2 ** 40), disk, "large")).rejects.toMatchObject({
    code: "DISK_SPACE",
    headline: "not enough free disk space for the snapshot large of demo-large",
    facts: { directory: tmpdir(), neededMiB: 2 ** 40 + 512 },
  });
});
