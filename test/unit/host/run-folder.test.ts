import { mkdir, readdir, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { expect, test } from "vitest";
import { createRunFolder, removeOwnRunFolders, sweepRunFolders } from "../../../src/host/run-folder.ts";
import { testDirectory } from "../../support/domains.ts";
import { deadOwner, ownedName } from "../../support/owned-name.ts";

test("disposal removes a run folder and its contents", async () => {
  const parent = await testDirectory();
  const folder = await createRunFolder("demo-a", parent);
  await writeFile(folder.overlay, "x");
  await folder[Symbol.asyncDispose]();
  expect(await readdir(parent)).toEqual([]);
});

test("a sweep removes folders of dead owners", async () => {
  const parent = await testDirectory();
  await using live = await createRunFolder("demo-live", parent);
  await mkdir(join(parent, ownedName("demo-dead", deadOwner)));
  await sweepRunFolders(parent);
  expect(await readdir(parent)).toEqual([basename(live.path)]);
});

test("an exit removes this process's folders", async () => {
  const parent = await testDirectory();
  await createRunFolder("demo-own", parent);
  removeOwnRunFolders(parent);
  expect(await readdir(parent)).toEqual([]);
});
