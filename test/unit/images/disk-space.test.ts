// Free space is looked at before something large is made.
import { expect, test } from "vitest";
import { buildSpace, requireDiskSpace } from "../../../src/images/disk-space.ts";
import { testDirectory } from "../../support/domains.ts";

test("what fits is let through", async () => {
  await expect(requireDiskSpace(await testDirectory(), 1, "a test")).resolves.toBeUndefined();
});

test("what does not fit is refused with both numbers and the purpose", async () => {
  const directory = await testDirectory();
  const needed = 2 ** 43;
  await expect(requireDiskSpace(directory, needed, "building the image fedora-42")).rejects.toMatchObject({
    code: "DISK_SPACE",
    headline: "not enough free disk space for building the image fedora-42",
    facts: { directory, neededMiB: needed, freeMiB: expect.any(Number) },
    next: expect.stringContaining("XDG_CACHE_HOME"),
  });
});

test("what to do may be another thing", async () => {
  const needed = requireDiskSpace(await testDirectory(), 2 ** 43, "a test", "tidy up");
  await expect(needed).rejects.toMatchObject({ next: "tidy up" });
});

test.for([
  [undefined, 8192],
  ["1073741824b", 8192],
  ["8G", 8192],
  ["12G", 10_240],
  ["20G", 14_336],
  ["20480M", 14_336],
  ["20971520K", 14_336],
  ["10.5G", 9472],
] as const)("a build whose disk is of size %s needs %i MiB", ([size, needed]) => {
  expect(buildSpace(size === undefined ? {} : { size })).toBe(needed);
});
