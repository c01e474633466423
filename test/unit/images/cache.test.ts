// Images in a cache that is not private.
import { chmod, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { ensureImage } from "../../../src/images/cache.ts";
import { testDirectory } from "../../support/domains.ts";

test("an image that another user may have put there is not used", async () => {
  const directory = await testDirectory();
  await writeFile(join(directory, "debian-12.qcow2"), "");
  await chmod(directory, 0o777);
  const notReached = async (): Promise<never> => Promise.reject(new Error("an image is built"));
  const options = { directory, completeFirstBoot: notReached, kvm: notReached };
  await expect(ensureImage("debian-12", options)).rejects.toMatchObject({
    code: "OPTION",
    facts: { directory },
  });
});
