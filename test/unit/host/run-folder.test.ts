import { mkdir, readdir, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { expect, test } from "vitest";
import { createRunFolder, removeOwnRunFolders, sweepRunFolders } from "../../../src/host/run-folder.ts";
import { testDirectory } from "../../support/domains.ts";
import { deadOwner, ownedName } from "../../support/owned-name.ts";

test("a run folder goes with all that is in it", async () => {
  const parent = await testDirectory();
  const folder = await createRunFolder("demo-a", parent);
  await writeFile(folder.overlay, "x");
  await folder[Symbol.asyncDispose]();
  expect(await readdir(parent)).toEqual([]);
});

test("a sweep takes the folders that dead owners left", async () => {
  const parent = await testDirectory();
  await using live = await createRunFolder("demo-live", parent);
  await mkdir(join(parent, ownedName("demo-dead", deadOwner)));
  await sweepRunFolders(parent);
  expect(await readdir(parent)).toEqual([basename(live.path)]);
});

test("an exit takes this process's folders", async () => {
  const parent = await testDirectory();
  await createRunFolder("demo-own", parent);
  removeOwnRunFolders(parent);
  expect(await readdir(parent)).toEqual([]);
});
