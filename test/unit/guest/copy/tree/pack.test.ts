// Archives of this host, unpacked by the tar programs that guests have.
import { mkdir, mkdtemp, readdir, readFile, readlink, rm, stat, symlink, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { run } from "../../../../../src/base/process/process.ts";
import { directoryTree, type LocalTree } from "../../../../../src/guest/copy/tree/local-tree.ts";
import { archiveSize, pack } from "../../../../../src/guest/copy/tree/pack.ts";
import { headersOf, parseHeader } from "../../../../../src/guest/copy/tree/tar-header.ts";

const long = `${"d".repeat(120)}/${"f".repeat(200)}`;

async function sample(): Promise<{ readonly directory: string; readonly tree: LocalTree }> {
  const directory = await mkdtemp(join(tmpdir(), "demotool-pack-"));
  onTestFinished(() => rm(directory, { recursive: true, force: true }));
  const source = join(directory, "source");
  await mkdir(join(source, long, ".."), { recursive: true });
  await writeFile(join(source, long), "x".repeat(1025), { mode: 0o700 });
  await writeFile(Buffer.concat([Buffer.from(`${source}/caf`), Buffer.from([0xe9])]), "");
  await symlink(`/${"t".repeat(150)}`, join(source, "link"));
  return { directory, tree: await directoryTree(source) };
}

async function packed({ entries }: LocalTree): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for await (const piece of pack(entries)) pieces.push(piece);
  return Buffer.concat(pieces);
}

test.for([["tar"], ["busybox", "tar"]])(
  "%s unpacks the archive, whose size was known",
  async ([command = "", ...args]) => {
    const { directory, tree } = await sample();
    const bytes = await packed(tree);
    expect(bytes.length).toBe(archiveSize(tree.entries));
    const target = join(directory, "target");
    await mkdir(target);
    await writeFile(join(directory, "archive"), bytes);
    await run(command, [...args, "-x", "-p", "-f", join(directory, "archive"), "-C", target], { timeout: 10_000 });
    expect(await readFile(join(target, long), "utf8")).toBe("x".repeat(1025));
    expect((await stat(join(target, long))).mode & 0o777).toBe(0o700);
    expect(await readlink(join(target, "link"))).toBe(`/${"t".repeat(150)}`);
    expect((await readdir(target, { encoding: "latin1" })).toSorted()).toEqual(
      ["caf\xe9", "d".repeat(120), "link"].toSorted(),
    );
  },
);

test("a file that becomes shorter is an error", async () => {
  const { directory, tree } = await sample();
  await truncate(join(directory, "source", long), 10);
  await expect(packed(tree)).rejects.toThrow(/was truncated to less than 1025 bytes/);
});

test("a size beyond eight gigabytes is read as it was written", () => {
  const size = 2 ** 40 + 12_345;
  const header = headersOf({ path: Buffer.from("big"), type: "file", mode: 0o644, size, target: Buffer.alloc(0) });
  expect(parseHeader(header)).toMatchObject({ size, mode: 0o644, type: "file" });
});
