// Free space is looked at before something large is made.
import { expect, test } from "vitest";
import { requireDiskSpace } from "../../../src/images/disk-space.ts";
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
