// The directories that demotool uses on the host.
import { lstat, mkdir } from "node:fs/promises";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import { xdgCache, xdgRuntime } from "xdg-basedir";
import { OptionError } from "../errors.ts";

/** The cache directory: `$XDG_CACHE_HOME/demotool`, by default `~/.cache/demotool`. */
export const cacheDirectory = join(xdgCache ?? join(tmpdir(), "cache"), "demotool");

/** Base images and their manifests. */
export const imagesDirectory = join(cacheDirectory, "images");

/** Overlays, logs and sockets of running VMs: a directory per VM, with its owner in the name. */
export const runDirectory = join(cacheDirectory, "run");

/**
 * Returns the directory for runtime files, which all programs of the user share: `$XDG_RUNTIME_DIR/demotool`, else
 * `/run/user/<uid>/demotool` if systemd created that, else a private directory in the temporary directory.
 *
 * @throws {OptionError} when the directory belongs to another user, or others may write to it
 */
export async function runtimeDirectory(
  runtime: string | undefined = xdgRuntime,
  temporary: string = tmpdir(),
): Promise<string> {
  const { uid } = userInfo();
  const systemd = `/run/user/${uid}`;
  const parent = runtime ?? ((await isPrivate(systemd, uid)) ? systemd : undefined);
  const directory = parent === undefined ? join(temporary, `demotool-${uid}`) : join(parent, "demotool");
  await mkdir(directory, { recursive: true, mode: 0o700 });
  if (await isPrivate(directory, uid)) return directory;
  throw new OptionError({
    headline: `the runtime directory ${directory} is not private to this user`,
    facts: { directory, uid },
    next: "remove it, or set XDG_RUNTIME_DIR to a directory that only this user may write to",
  });
}

/** Whether the path is a directory, not a link to one, that this user owns and that only this user may write to. */
async function isPrivate(path: string, uid: number): Promise<boolean> {
  const found = await lstat(path).catch(() => undefined);
  return found?.isDirectory() === true && found.uid === uid && (found.mode & 0o022) === 0;
}

/** Returns the parent of all demos' output directories: `demo-videos/` in the program's initial working directory. */
export function videosDirectory(startedIn: string = process.cwd()): string {
  return join(startedIn, "demo-videos");
}
