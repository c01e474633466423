// Where demotool keeps things on the host.
import { tmpdir } from "node:os";
import { join } from "node:path";
import { xdgCache } from "xdg-basedir";

/** The cache directory: `$XDG_CACHE_HOME/demotool`, by default `~/.cache/demotool`. */
export const cacheDirectory = join(xdgCache ?? join(tmpdir(), "cache"), "demotool");

/** Base images and their side files. */
export const imagesDirectory = join(cacheDirectory, "images");

/** Overlays, logs and sockets of running VMs, one directory per VM, each with its owner's mark. */
export const runDirectory = join(cacheDirectory, "run");

/** Where every demo's output directory lies: `demo-videos/` below the directory the program was started in. */
export function videosDirectory(startedIn: string = process.cwd()): string {
  return join(startedIn, "demo-videos");
}
