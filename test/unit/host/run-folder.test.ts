import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { formatOwner, thisOwner } from "../../../src/base/files/owner.ts";
import { createRunFolder, sweepRunFolders } from "../../../src/host/run-folder.ts";

let parent: string;
beforeEach(async () => {
  parent = await mkdtemp(join(tmpdir(), "demotool-run-"));
});
afterEach(() => rm(parent, { recursive: true }));

test("a run folder goes with all that is in it", async () => {
  const folder = await createRunFolder("demo-a", parent);
  await writeFile(folder.overlay, "x");
  await folder[Symbol.asyncDispose]();
  expect(await readdir(parent)).toEqual([]);
});

test("the sweep takes what dead owners left, and nothing else", async () => {
  await using live = await createRunFolder("demo-live", parent);
  const dead = `demo-dead~${formatOwner({ ...thisOwner, startTime: "1" })}~abc`;
  const otherBoot = `demo-old~${formatOwner({ ...thisOwner, boot: "00000000" })}~abc`;
  const otherContainer = `demo-far~${formatOwner({ ...thisOwner, startTime: "1", namespace: "1" })}~abc`;
  const otherMachine = `demo-nfs~${formatOwner({ ...thisOwner, boot: "00000000", machine: "1" })}~abc`;
  for (const name of [dead, otherBoot, otherContainer, otherMachine, "mine", "demo-x~nobody~1"]) {
    await mkdir(join(parent, name));
    await writeFile(join(parent, name, "overlay.qcow2"), "x");
  }
  expect([...(await sweepRunFolders(parent))].sort()).toEqual([dead, otherBoot].sort());
  expect(existsSync(live.path)).toBe(true);
  expect((await readdir(parent)).sort()).toEqual(
    [otherContainer, otherMachine, "mine", "demo-x~nobody~1", live.path.slice(parent.length + 1)].sort(),
  );
});

test("a parent that does not exist has nothing to sweep", async () => {
  expect(await sweepRunFolders(join(parent, "none"))).toEqual([]);
});
