// Reads a VM's serial log: the guest writes it, as much and whatever it likes.
import { open } from "node:fs/promises";
import { writeWholeFile } from "../base/files/whole-file.ts";
import { printable } from "../base/printable.ts";

/** Bytes of a log that are kept in a file, and of those that are read for its last lines. */
const keptBytes = { file: 4 * 2 ** 20, tail: 64 * 2 ** 10 } as const;

/** The end of a log, without escape sequences; empty if it cannot be read. */
export async function serialTail(path: string): Promise<string> {
  return endOf(path, keptBytes.tail).catch(() => "");
}

/** Saves the last 4 MiB of a log, without escape sequences. */
export async function saveSerialLog(path: string, copy: string): Promise<void> {
  await writeWholeFile(copy, await endOf(path, keptBytes.file));
}

async function endOf(path: string, mostBytes: number): Promise<string> {
  await using file = await open(path);
  const { size } = await file.stat();
  const start = Math.max(0, size - mostBytes);
  const { bytesRead, buffer } = await file.read(Buffer.alloc(size - start), { position: start });
  const text = printable(buffer.toString("utf8", 0, bytesRead));
  return start === 0 ? text : `… demotool cut the first ${start} bytes …\n${text}`;
}
