// The directories that demotool uses on the host.
import { homedir, tmpdir } from "node:os";
import { isAbsolute, join } from "node:path";
import { ensurePrivateDirectory, isPrivateDirectory, ownId, requireTrustedDirectory } from "./private-directory.ts";

/**
 * The user's cache directory: `$XDG_CACHE_HOME`, else `~/.cache`. Ignores relative paths, as the XDG Base Directory
 * Specification demands. Without a home directory: a directory in the temporary one.
 *
 * @param variables the environment
 * @param home the home directory when `HOME` is not set; default: that of the user database
 */
export function cacheHome(
  variables: Readonly<Record<string, string | undefined>> = process.env,
  home: () => string = homedir,
): string {
  const { XDG_CACHE_HOME = "", HOME } = variables;
  if (isAbsolute(XDG_CACHE_HOME)) return XDG_CACHE_HOME;
  const directory = HOME ?? homeOr("", home);
  return isAbsolute(directory) ? join(directory, ".cache") : join(sharedDirectory(tmpdir()), "cache");
}

/** The cache directory: `$XDG_CACHE_HOME/demotool`, by default `~/.cache/demotool`. */
export const cacheDirectory = join(cacheHome(), "demotool");

/** Base images and their manifests. */
export const imagesDirectory = join(cacheDirectory, "images");

/** Overlays, logs and sockets of running VMs: a directory per VM. */
export const runDirectory = join(cacheDirectory, "run");

/**
 * Returns the directory for runtime files, which all programs of the user share: `$XDG_RUNTIME_DIR/demotool`, else
 * `/run/user/<uid>/demotool` if systemd created that, else a private directory in the temporary directory.
 *
 * @throws {OptionError} when the directory belongs to another user, or others may write to it
 */
export async function runtimeDirectory(
  runtime: string | undefined = process.env.XDG_RUNTIME_DIR,
  temporary: string = tmpdir(),
): Promise<string> {
  const systemd = `/run/user/${ownId()}`;
  const given = runtime !== undefined && isAbsolute(runtime) ? runtime : undefined;
  const parent = given ?? ((await isPrivateDirectory(systemd)) ? systemd : undefined);
  const directory = parent === undefined ? sharedDirectory(temporary) : join(parent, "demotool");
  await ensurePrivateDirectory(directory);
  return directory;
}

/**
 * Requires that no other user can have put anything into a directory of the cache: neither into it nor, by replacing it,
 * into demotool's own directories above it.
 *
 * @throws {OptionError} when another user can
 */
export async function requireTrustedCache(directory: string): Promise<void> {
  const shared = sharedDirectory(tmpdir());
  const own = [shared, join(shared, "cache"), cacheDirectory].filter((above) => directory.startsWith(`${above}/`));
  for (const each of [...own, directory]) await requireTrustedDirectory(each);
}

/** Returns this user's private directory in one that all users may write to, such as `/tmp`. */
export function sharedDirectory(parent: string): string {
  return join(parent, `demotool-${ownId()}`);
}

/** Returns the parent of all demos' output directories: `demo-videos/` in the program's initial working directory. */
export function videosDirectory(startedIn: string = process.cwd()): string {
  return join(startedIn, "demo-videos");
}

function homeOr(fallback: string, home: () => string): string {
  try {
    return home();
  } catch {
    return fallback;
  }
}
