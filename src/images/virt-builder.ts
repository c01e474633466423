// Runs virt-builder with a recipe (https://libguestfs.org/virt-builder.1.html).
import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { run } from "../base/process/process.ts";
import type { Recipe } from "./recipe-type.ts";

/** A distribution's packages over a slow line, installed under emulation, take hours. */
const buildLimitMs = 14_400_000;

/** Where and how to build. */
export interface BuildContext {
  /** The qcow2 file to create. */
  readonly output: string;
  /** For files to upload, and for the temporary files of virt-builder and libguestfs. */
  readonly workDirectory: string;
  /** Whether to use KVM: libguestfs itself trusts any /dev/kvm that it can open. */
  readonly kvm: boolean;
  /** Added to virt-builder's environment, such as the path of a private repository. */
  readonly env: Readonly<Record<string, string>>;
  readonly onLine: (line: string) => void;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Builds an image.
 *
 * @throws {ProcessError} when virt-builder fails; its output is in the error
 */
export async function runVirtBuilder(recipe: Recipe, context: BuildContext): Promise<void> {
  const uploads = await stageFiles(recipe, context.workDirectory);
  await run("virt-builder", builderArguments(recipe, context.output, uploads), {
    timeout: buildLimitMs,
    cleansUp: true,
    env: { ...guestfsEnvironment(context.kvm), ...temporaryFiles(context.workDirectory), ...context.env },
    onLine: context.onLine,
    signal: context.signal,
    next: "fix what virt-builder reports: a package, a command or the template of the recipe",
  });
}

/** Lets libguestfs start QEMU directly, so that it works the same for root and for other users. */
export function guestfsEnvironment(kvm: boolean): Record<string, string> {
  return { LIBGUESTFS_BACKEND: "direct", ...(!kvm && { LIBGUESTFS_BACKEND_SETTINGS: "force_tcg" }) };
}

/**
 * Keeps temporary templates and libguestfs's appliance (rebuilt in a few seconds) in the build's directory, on the
 * disk whose free space was checked. They are removed with the build. The defaults are /tmp and /var/tmp.
 */
function temporaryFiles(directory: string): Record<string, string> {
  return { TMPDIR: directory, LIBGUESTFS_TMPDIR: directory, LIBGUESTFS_CACHEDIR: directory };
}

/** Returns virt-builder's arguments, with the customizations in the order in which it applies them. */
export function builderArguments(recipe: Recipe, output: string, uploads: readonly Upload[]): string[] {
  const needsNetwork = recipe.packages.length > 0 || recipe.commands.length > 0;
  return [
    recipe.template,
    ...["--format", "qcow2", "--output", output],
    ...(recipe.size === undefined ? [] : ["--size", recipe.size]),
    ...(needsNetwork ? [] : ["--no-network"]),
    // By default virt-builder sets a random root password. The demo user has sudo.
    ...["--root-password", "disabled"],
    ...(recipe.packages.length === 0 ? [] : ["--install", recipe.packages.join(",")]),
    ...uploads.flatMap(({ from, to, mode }) => [
      ...["--mkdir", dirname(to)],
      ...["--upload", `${from}:${to}`],
      ...["--chmod", `${mode}:${to}`],
    ]),
    ...recipe.commands.flatMap((command) => ["--run-command", command]),
    ...recipe.firstbootCommands.flatMap((command) => ["--firstboot-command", command]),
    "--selinux-relabel",
  ];
}

/** A file to upload into the image. */
export interface Upload {
  readonly from: string;
  readonly to: string;
  /** Octal. */
  readonly mode: string;
}

async function stageFiles(recipe: Recipe, workDirectory: string): Promise<Upload[]> {
  const directory = join(workDirectory, "files");
  await mkdir(directory, { recursive: true });
  return Promise.all(
    recipe.files.map(async ({ path, content, mode = 0o644 }, index) => {
      const from = join(directory, String(index));
      await writeFile(from, content);
      return { from, to: path, mode: `0${mode.toString(8)}` };
    }),
  );
}
