// Builds the embedded image's template: packages from a Debian mirror on a bootable disk, offered to virt-builder.
import { chmod, mkdir, open, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { digestOf } from "../../base/files/digest.ts";
import { run } from "../../base/process/process.ts";
import { bootFiles, initramfsFiles } from "./boot-files.ts";
import { diskBytes, type HookScripts, hookScripts } from "./customize.ts";
import { desktopFiles } from "./desktop-files.ts";
import { embeddedImageName } from "./image-name.ts";
import { bootstrapProgress } from "./mmdebstrap-progress.ts";
import { defaultMirror, kept, leftOut, packages, release } from "./packages.ts";
import { writeRepository } from "./repository.ts";
import { createScratchDirectory } from "./scratch.ts";

/** A fast mirror takes one minute, a slow one many. */
const bootstrapLimitMs = 3_600_000;

/** Options of building the template. */
export interface TemplateContext {
  readonly signal?: AbortSignal | undefined;
  /** Called with the percentage, such as `42%`, each time it grows. */
  readonly onLine?: (line: string) => void;
  /** A Debian mirror. Default `http://deb.debian.org/debian`, which the guest always uses. */
  readonly mirror?: string | undefined;
}

/**
 * Builds the template in a new directory.
 *
 * @returns the value for `VIRT_BUILDER_DIRS`
 * @throws {ProcessError} when mmdebstrap fails
 */
export async function makeTemplate(
  directory: string,
  { signal, onLine, mirror = defaultMirror }: TemplateContext,
): Promise<{ virtBuilderDirs: string }> {
  await mkdir(directory, { recursive: true });
  const file = `${embeddedImageName}.raw`;
  const disk = join(directory, file);
  await makeEmptyDisk(disk);
  await using scratch = await createScratchDirectory();
  const [command, ...args] = throughDescriptor3(disk, bootstrapCommand(mirror, await writeHooks(scratch.path)));
  await run(command, args, {
    timeout: bootstrapLimitMs,
    cleansUp: true,
    signal,
    env: { TMPDIR: scratch.path },
    onLine: bootstrapProgress((percent) => onLine?.(`${percent}%`)),
    next: `check that ${mirror} can be reached, or set DEMOTOOL_DEBIAN_MIRROR to another Debian mirror`,
  });
  await chmod(disk, 0o600);
  const size = diskBytes;
  const virtBuilderDirs = await writeRepository(directory, {
    name: embeddedImageName,
    title: "Debian 12 with XFCE",
    osinfo: "debian12",
    file,
    size,
  });
  return { virtBuilderDirs };
}

const scripts = hookScripts([...bootFiles(defaultMirror), ...desktopFiles], initramfsFiles);

/** Digest of everything that goes into the template. */
export const templateDigest: string = digestOf(
  JSON.stringify([scripts, bootstrapCommand(defaultMirror, { essential: "", customize: "" })]),
);

/** Writes the scripts where the mapped users of a user namespace can read them; returns their paths. */
async function writeHooks(directory: string): Promise<HookScripts> {
  const paths = { essential: join(directory, "essential"), customize: join(directory, "customize") };
  await writeFile(paths.essential, scripts.essential, { mode: 0o644 });
  await writeFile(paths.customize, scripts.customize, { mode: 0o644 });
  return paths;
}

/** Returns mmdebstrap's command line; as root it runs directly, else in a user namespace (mmdebstrap(1), MODES). */
function bootstrapCommand(mirror: string, hooks: HookScripts): string[] {
  return [
    "mmdebstrap",
    "--verbose",
    "--mode=auto",
    "--variant=minbase",
    // Only the disk is needed, not an archive.
    "--format=null",
    // The customize hook cleans up instead, since it creates the disk before mmdebstrap's cleanup.
    "--skip=cleanup",
    `--include=${packages.join(",")}`,
    '--aptopt=Apt::Install-Recommends "false"',
    '--aptopt=Acquire::Languages "none"',
    "--dpkgopt=force-unsafe-io",
    "--dpkgopt=force-confold",
    ...leftOut.map((pattern) => `--dpkgopt=path-exclude=${pattern}`),
    ...kept.map((pattern) => `--dpkgopt=path-include=${pattern}`),
    `--essential-hook=sh ${hooks.essential} "$1"`,
    `--customize-hook=sh ${hooks.customize} "$1"`,
    release,
    "/dev/null",
    mirror,
  ];
}

/**
 * Returns a command that has `file` open as descriptor 3, and that is terminated when this process dies, so that
 * mmdebstrap cleans up.
 */
function throughDescriptor3(file: string, command: readonly string[]): [string, ...string[]] {
  return ["setpriv", "--pdeathsig", "TERM", "sh", "-c", 'exec "$@" 3<>"$0"', file, ...command];
}

/** Creates a file that the mapped users of a user namespace can write; its directory is not accessible to them. */
async function makeEmptyDisk(path: string): Promise<void> {
  const handle = await open(path, "wx");
  await handle.truncate(diskBytes);
  await handle.chmod(0o666);
  await handle.close();
}
