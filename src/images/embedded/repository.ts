// Offers a disk to virt-builder as a private repository (virt-builder(1), CREATING YOUR OWN TEMPLATES).
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

/** A template: a raw disk image with one root partition. */
export interface Template {
  readonly name: string;
  readonly title: string;
  /** libosinfo's name of the system. */
  readonly osinfo: string;
  /** The disk's file name in the repository. */
  readonly file: string;
  /** In bytes. */
  readonly size: number;
}

/**
 * Writes the repository's index beside the disk.
 *
 * @param directory holds the disk
 * @returns the value for `VIRT_BUILDER_DIRS` that makes virt-builder use only this repository
 */
export async function writeRepository(directory: string, template: Template): Promise<string> {
  const configuration = join(directory, "dirs");
  const repositories = join(configuration, "virt-builder", "repos.d");
  const index = join(directory, "index");
  await mkdir(repositories, { recursive: true });
  await writeFile(index, indexOf(template));
  await writeFile(join(repositories, "demotool.conf"), `[demotool]\nuri=${pathToFileURL(index)}\n`);
  return configuration;
}

function indexOf({ name, title, osinfo, file, size }: Template): string {
  return `[${name}]
name=${title}
osinfo=${osinfo}
arch=x86_64
file=${file}
format=raw
size=${size}
expand=/dev/sda1
`;
}
