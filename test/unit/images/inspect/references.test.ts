// Disks that name a file of the host, or a server.
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { requireLayer, requireStandalone } from "../../../../src/images/inspect/references.ts";
import { testDirectory } from "../../../support/domains.ts";
import { backingFormat, dataFileName, layerHeader, qcow2Header } from "../../../support/files/qcow2.ts";

async function disk(content: Uint8Array, name = "disk.qcow2"): Promise<string> {
  const path = join(await testDirectory(), name);
  await writeFile(path, content);
  return path;
}

test("accepts a disk of one file, and a layer on the expected one", async () => {
  expect(await requireStandalone(await disk(qcow2Header()))).toMatchObject({ virtualBytes: 2n ** 24n });
  expect(await requireLayer(await disk(layerHeader()), "base.qcow2")).toMatchObject({ backingFile: "base.qcow2" });
});

test.for<[string, Uint8Array, string, string]>([
  ["a file of the host", qcow2Header({ backingFile: "/etc/shadow" }), "backing file", "/etc/shadow"],
  ["a server", qcow2Header({ backingFile: "nbd://h:1/x" }), "backing file", "nbd://h:1/x"],
  ["QEMU's own syntax", qcow2Header({ backingFile: 'json:{"a":1}' }), "backing file", 'json:{"a":1}'],
  ["no name", qcow2Header({ backingFile: "" }), "backing file", "unnamed"],
  ["an escape sequence", qcow2Header({ backingFile: "a\x1b[2Jb" }), "backing file", "ab"],
  ["a data file", qcow2Header({ incompatible: 4n, extensions: [[dataFileName, "/d"]] }), "external data file", "/d"],
  ["a data file without a name", qcow2Header({ incompatible: 4n }), "external data file", "unnamed"],
])("refuses %s, and ends with the command that mends it", async ([_what, content, kind, name]) => {
  const path = await disk(content);
  const error = await requireStandalone(path).catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ code: "IMAGE_INVALID", facts: { path, kind, name } });
  const command = `qemu-img convert -f qcow2 -O qcow2 ${path} ${path}.merged && mv ${path}.merged ${path}`;
  expect(String(error).endsWith(command)).toBe(true);
});

test("the command's paths are quoted where they need it", async () => {
  const path = await disk(qcow2Header({ backingFile: "/etc/shadow" }), "it's; a disk.qcow2");
  const quoted = `'${path.replaceAll("'", `'\\''`)}'`;
  await expect(requireStandalone(path)).rejects.toThrow(`-O qcow2 ${quoted} `);
});

test.for<[string, Uint8Array, RegExp]>([
  ["another name", layerHeader("../base.qcow2"), /refers to another file/],
  ["another format", qcow2Header({ backingFile: "base.qcow2", extensions: [[backingFormat, "raw"]] }), /refers to/],
  ["no format, which QEMU would guess", qcow2Header({ backingFile: "base.qcow2" }), /refers to another file/],
  ["no backing file", qcow2Header(), /is not a layer on base.qcow2/],
  ["a data file too", withDataFile(), /refers to another file/],
  ["another kind of file", Buffer.from("root:x"), /cannot be used: its format is raw, not qcow2/],
])("refuses a layer with %s", async ([_what, content, message]) => {
  await expect(requireLayer(await disk(content), "base.qcow2")).rejects.toThrow(message);
});

test("a missing file is an error that names it", async () => {
  const path = join(await testDirectory(), "gone.qcow2");
  await expect(requireStandalone(path)).rejects.toMatchObject({ code: "IMAGE_INVALID", facts: { path } });
});

function withDataFile(): Buffer {
  const extensions = [
    [backingFormat, "qcow2"],
    [dataFileName, "/d"],
  ] as const;
  return qcow2Header({ backingFile: "base.qcow2", incompatible: 4n, extensions });
}
