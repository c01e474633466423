// The base image in the cache is hostile: it refers to files of the host or to a server, or is damaged.
import { chmod, link, readFile, rm, stat, symlink, utimes, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:net";
import { join } from "node:path";
import { execa } from "execa";
import type { Place } from "../round/place.ts";
import { hasRawError } from "../round/run.ts";
import { giveTo } from "../support/account.ts";
import type { Random } from "../support/random.ts";
import type { FaultKind } from "./kind.ts";

type Form = (typeof forms)[number];
const forms = ["backing file", "data file", "nbd", "cut", "zeros", "header", "header", "link", "pipe", "huge"] as const;

const secretOf = ({ directory }: Place): string => join(directory, "secret.raw");
const imageOf = ({ cache }: Place): string => join(cache, "demotool/images/tiny-1.qcow2");

/** The kind: the image is there before the run. */
export const hostileImage: FaultKind = {
  name: "hostile image",
  draw: (random) => {
    const form = random.pick(forms);
    let server: Server | undefined;
    let connections = 0;
    return {
      text: `the base image: ${form}`,
      mayLeave: /^cache\/demotool\/images\/(?:builds|tiny-1\.qcow2\.broken-\d+)$/,
      prepare: async (place) => {
        server = createServer((socket) => {
          connections += 1;
          socket.destroy();
        });
        await new Promise<void>((resolve) => server?.listen(0, "127.0.0.1", resolve));
        const address = server.address();
        const port = typeof address === "object" ? (address?.port ?? 0) : 0;
        await writeSecret(place);
        await rm(imageOf(place));
        await make(form, place, random, port);
        await markUnread(secretOf(place));
        await giveTo(place.lab.account, imageOf(place));
        // No boot from a hostile disk is worth waiting for.
        return { env: { DEMOTOOL_BOOT_TIMEOUT: "4" } };
      },
      strike: async () => true,
      repair: async (place) => {
        server?.close();
        await rm(imageOf(place), { force: true });
        await link(place.lab.image, imageOf(place));
      },
      judge: async (end, place) => [
        ...(end.exitCode === 0 ? ["hostile: the run passed with a hostile image"] : []),
        // Where a link leads is opened, since it may be an image: its first bytes show that it is none.
        ...(form !== "link" && (await isRead(secretOf(place))) ? ["hostile: a file of the host was read"] : []),
        ...(connections > 0 ? ["hostile: the host connected to a server that the image names"] : []),
        ...(hasRawError(end) ? ["hostile: the error is not one of demotool's"] : []),
      ],
    };
  },
};

async function make(form: Form, place: Place, random: Random, port: number): Promise<void> {
  const path = imageOf(place);
  const create = (...args: readonly string[]): Promise<unknown> =>
    execa("qemu-img", ["create", "-q", "-f", "qcow2", ...args]);
  if (form === "backing file") await create("-u", "-F", "raw", "-b", secretOf(place), path, "64M");
  else if (form === "data file") await dataFile(place, path, create);
  else if (form === "nbd") await create("-u", "-F", "raw", "-b", `nbd://127.0.0.1:${port}/x`, path, "64M");
  else if (form === "huge") await create(path, "2047T");
  else if (form === "link") await symlink(secretOf(place), path);
  else if (form === "pipe") await execa("mkfifo", ["--mode=600", path]);
  else await writeFile(path, damaged(await readFile(place.lab.image), form, random));
}

async function dataFile(
  place: Place,
  path: string,
  create: (...args: readonly string[]) => Promise<unknown>,
): Promise<void> {
  const data = join(place.directory, "data.raw");
  await create("-o", `data_file=${data},data_file_raw=on`, path, "1M");
  await execa("qemu-img", ["amend", "-f", "qcow2", "-o", `data_file=${secretOf(place)}`, path], { reject: false });
  await rm(data, { force: true });
  await writeFile(data, await readFile(secretOf(place)));
}

function damaged(image: Buffer, form: Form, random: Random): Buffer {
  if (form === "cut") return image.subarray(0, random.whole(0, 70_000));
  if (form === "zeros") return image.fill(0, 0, 65_536);
  // The header's fields: version, backing file, cluster bits, size, encryption, tables, snapshots, features.
  for (let count = random.whole(1, 4); count > 0; count--) image[random.whole(4, 103)] = random.whole(0, 255);
  // The guest boots from the same disk if only the snapshots' place has changed.
  image.writeUInt32BE(random.pick([0, 1, 99, 0xffff_ffff]), 4);
  return image;
}

async function writeSecret(place: Place): Promise<void> {
  await writeFile(secretOf(place), Buffer.alloc(2 ** 20, "secret\n"));
  await chmod(secretOf(place), 0o644);
}

/** With `relatime`, a file whose last read is older than its last change notes the next time that it is read. */
async function markUnread(path: string): Promise<void> {
  await utimes(path, new Date(0), new Date());
}

async function isRead(path: string): Promise<boolean> {
  return (await stat(path)).atimeMs !== 0;
}
