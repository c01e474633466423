// Headers as tools write them, and as nobody but an attacker does. No program opens the files.
import { execFileSync } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { type DiskHeader, readDiskHeader } from "../../../../src/images/inspect/header.ts";
import { testDirectory } from "../../../support/domains.ts";
import { backingFormat, dataFileName, layerHeader, qcow2Header } from "../../../support/files/qcow2.ts";

async function read(content: Uint8Array): Promise<DiskHeader> {
  const path = join(await testDirectory(), "disk.qcow2");
  await writeFile(path, content);
  return readDiskHeader(path);
}

test("a disk of one file refers to no other", async () => {
  const plain = {
    virtualBytes: 2n ** 24n,
    clusterBytes: 65_536,
    backingFile: undefined,
    backingFormat: undefined,
    dataFile: undefined,
    corrupt: false,
  };
  expect(await read(qcow2Header())).toEqual(plain);
  expect(await read(qcow2Header({ version: 2 }))).toEqual(plain);
  // Dirty, compressed with another algorithm, extended tables; extensions that nobody knows.
  const unknown = [
    [0x6803f857, "features"],
    [0x12345678, "odd length"],
  ] as const;
  expect(await read(qcow2Header({ incompatible: 1n | 8n | 16n, extensions: unknown }))).toEqual(plain);
});

test.for([2, 3])("version %i: the backing file is named, whatever it is", async (version) => {
  for (const backingFile of ["/etc/shadow", "../base.qcow2", "nbd://host/export", 'json:{"driver":"file"}', ""]) {
    expect(await read(qcow2Header({ version, backingFile })), backingFile).toMatchObject({ backingFile });
  }
});

test("a layer names its backing file and that one's format", async () => {
  expect(await read(layerHeader())).toMatchObject({ backingFile: "base.qcow2", backingFormat: "qcow2" });
});

test("an external data file is found by its name, and by its feature", async () => {
  const extensions = [
    [backingFormat, "raw"],
    [dataFileName, "/etc/shadow"],
  ] as const;
  expect(await read(qcow2Header({ incompatible: 4n, extensions }))).toMatchObject({ dataFile: "/etc/shadow" });
  expect(await read(qcow2Header({ extensions }))).toMatchObject({ dataFile: "/etc/shadow" });
  expect(await read(qcow2Header({ incompatible: 4n }))).toMatchObject({ dataFile: "" });
});

test("QEMU's mark of damage is found", async () => {
  expect(await read(qcow2Header({ incompatible: 2n }))).toMatchObject({ corrupt: true });
});

test.for<[string, Uint8Array, string]>([
  ["nothing", Buffer.alloc(0), "its format is raw, not qcow2"],
  ["zeros", Buffer.alloc(65_536), "its format is raw, not qcow2"],
  ["VMware's format", Buffer.from("KDMV\x01\0\0\0"), "its format is vmdk, not qcow2"],
  ["a description of VMware's format", Buffer.from("# Disk DescriptorFile\n"), "its format is vmdk, not qcow2"],
  ["VirtualBox's format", vdi(), "its format is vdi, not qcow2"],
  ["the older format", qcow2Header({ version: 1 }), "its format is qcow, not qcow2"],
  ["a later version", qcow2Header({ version: 4 }), "its qcow2 version is 4"],
  ["half a header", qcow2Header().subarray(0, 80), "its header is truncated"],
  ["a header without its cluster", qcow2Header().subarray(0, 104), "its header is truncated"],
  ["tiny clusters", qcow2Header({ clusterBits: 8 }), "its clusters have 2^8 bytes"],
  ["huge clusters", qcow2Header({ clusterBits: 60 }), "its clusters have 2^60 bytes"],
  ["a feature of the future", qcow2Header({ incompatible: 32n }), "it has features that demotool does not know: 0x20"],
  ["encryption", qcow2Header({ encryption: 2 }), "it is encrypted"],
  ["a name outside of its header", far(), "the name of its backing file is outside of its header"],
  ["an endless extension", endless(), "an extension of its header is too long"],
])("%s is no disk", async ([_what, content, reason]) => {
  await expect(read(content)).rejects.toThrow(reason);
});

test("a named pipe does not stop the reader", async () => {
  const path = join(await testDirectory(), "disk.qcow2");
  execFileSync("mkfifo", [path]);
  await expect(readDiskHeader(path)).rejects.toThrow("it is not a regular file");
});

function vdi(): Buffer {
  const start = Buffer.alloc(512);
  start.write("<<< Oracle VM VirtualBox Disk Image >>>");
  start.writeUInt32LE(0xbeda107f, 64);
  return start;
}

function far(): Buffer {
  const cluster = qcow2Header();
  cluster.writeBigUInt64BE(2n ** 62n, 8);
  cluster.writeUInt32BE(10, 16);
  return cluster;
}

function endless(): Buffer {
  const cluster = qcow2Header({ extensions: [[0x12345678, "x"]] });
  cluster.writeUInt32BE(0xffff_ffff, 108);
  return cluster;
}
