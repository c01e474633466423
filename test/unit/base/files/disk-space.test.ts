// Checks free space before something large is written.
import { expect, test } from "vitest";
import { requireDiskSpace } from "../../../../src/base/files/disk-space.ts";
import { testDirectory } from "../../../support/domains.ts";

test("accepts what fits", async () => {
  await expect(requireDiskSpace(await testDirectory(), 1, "a test")).resolves.toBeUndefined();
});

test("rejects what does not fit, with both sizes and the purpose", async () => {
  const directory = await testDirectory();
  const needed = 2 ** 43;
  await expect(requireDiskSpace(directory, needed, "building the image fedora-42")).rejects.toMatchObject({
    code: "DISK_SPACE",
    headline: "not enough free disk space for building the image fedora-42",
    facts: { directory, neededMiB: needed, freeMiB: expect.any(Number) },
    next: expect.stringContaining("XDG_CACHE_HOME"),
  });
});

test("the caller can set the next step", async () => {
  const needed = requireDiskSpace(await testDirectory(), 2 ** 43, "a test", "tidy up");
  await expect(needed).rejects.toMatchObject({ next: "tidy up" });
});
