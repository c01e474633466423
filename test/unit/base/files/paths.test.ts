// Where demotool stores files on the host.
import { chmod, mkdir, stat, symlink } from "node:fs/promises";
import { userInfo } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { runtimeDirectory, videosDirectory } from "../../../../src/base/files/paths.ts";
import { testDirectory } from "../../../support/domains.ts";

const { uid } = userInfo();
const temporaryName = `demotool-${uid}`;

test("the runtime directory is in $XDG_RUNTIME_DIR and private to the user", async () => {
  const runtime = await testDirectory();
  const directory = await runtimeDirectory(runtime);
  expect(directory).toBe(join(runtime, "demotool"));
  expect((await stat(directory)).mode & 0o777).toBe(0o700);
  expect(await runtimeDirectory(runtime)).toBe(directory);
});

test.for(["a directory that others may write to", "a link"])(
  "does not use %s as the runtime directory",
  async (kind) => {
    const temporary = await testDirectory();
    const path = join(temporary, temporaryName, "demotool");
    await mkdir(join(temporary, temporaryName), { recursive: true });
    if (kind === "a link") await symlink(temporary, path);
    else {
      await mkdir(path);
      await chmod(path, 0o777);
    }
    await expect(runtimeDirectory(join(temporary, temporaryName))).rejects.toMatchObject({
      code: "OPTION",
      facts: { directory: path, uid },
      next: expect.stringContaining("XDG_RUNTIME_DIR"),
    });
  },
);

test("videos go below the working directory", () => {
  expect(videosDirectory("/work")).toBe("/work/demo-videos");
});
