// Where demotool stores files on the host.
import { chmod, mkdir, stat, symlink } from "node:fs/promises";
import { tmpdir, userInfo } from "node:os";
import { isAbsolute, join } from "node:path";
import { expect, onTestFinished, test, vi } from "vitest";
import { cacheHome, requireTrustedCache, runtimeDirectory, videosDirectory } from "../../../../src/base/files/paths.ts";
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
    await chmod(join(temporary, temporaryName), 0o1777);
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

test("ignores a relative $XDG_RUNTIME_DIR", async () => {
  expect(isAbsolute(await runtimeDirectory("run", await testDirectory()))).toBe(true);
});

test.for([
  [{ XDG_CACHE_HOME: "/cache", HOME: "/home/a" }, "/cache"],
  [{ HOME: "/home/a" }, "/home/a/.cache"],
  [{ XDG_CACHE_HOME: "cache", HOME: "/home/a" }, "/home/a/.cache"],
  [{ XDG_CACHE_HOME: "", HOME: "/home/a" }, "/home/a/.cache"],
  [{}, "/home/from-the-user-database/.cache"],
  [{ HOME: "" }, join(tmpdir(), temporaryName, "cache")],
  [{ HOME: "home" }, join(tmpdir(), temporaryName, "cache")],
] as const)("the cache of a user with %j is in %s", ([variables, directory]) => {
  expect(cacheHome(variables, () => "/home/from-the-user-database")).toBe(directory);
});

test("a user without a home and an entry in the user database has a cache", () => {
  const none = (): string => {
    throw new Error("ENOENT: no such file or directory, uv_os_homedir");
  };
  expect(cacheHome({}, none)).toBe(join(tmpdir(), temporaryName, "cache"));
});

test("videos go below the working directory", () => {
  expect(videosDirectory("/work")).toBe("/work/demo-videos");
});

test("a cache is trusted only if no other user can replace a directory above it", async () => {
  const temporary = await testDirectory();
  vi.stubEnv("TMPDIR", temporary);
  onTestFinished(() => void vi.unstubAllEnvs());
  const shared = join(temporary, temporaryName);
  const images = join(shared, "cache/demotool/images");
  await mkdir(images, { recursive: true, mode: 0o700 });
  await expect(requireTrustedCache(images)).resolves.toBeUndefined();
  await chmod(shared, 0o777);
  await expect(requireTrustedCache(images)).rejects.toMatchObject({ code: "OPTION", facts: { directory: shared } });
});
