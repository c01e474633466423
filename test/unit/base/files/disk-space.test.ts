// Free space is looked at before something large is made.
import { expect, test } from "vitest";
import { requireDiskSpace } from "../../../../src/base/files/disk-space.ts";
import { testDirectory } from "../../../support/domains.ts";

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
