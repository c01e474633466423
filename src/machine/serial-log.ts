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

/** libvirt's log daemon (virtlogd) begins a new file after 2 MiB and renames the full one. */
const earlier = ".0";

async function endOf(path: string, mostBytes: number): Promise<string> {
  const last = await lastBytes(path, mostBytes);
  const before = await lastBytes(`${path}${earlier}`, mostBytes - last.bytes.length).catch(() => undefined);
  const text = printable(Buffer.concat([before?.bytes ?? Buffer.alloc(0), last.bytes]).toString("utf8"));
  const cutBytes = last.cutBytes + (before?.cutBytes ?? 0);
  return cutBytes === 0 ? text : `… demotool cut the ${cutBytes} bytes before this …\n${text}`;
}

interface LastBytes {
  readonly bytes: Buffer;
  /** How many came before them. */
  readonly cutBytes: number;
}

async function lastBytes(path: string, mostBytes: number): Promise<LastBytes> {
  await using file = await open(path);
  const { size } = await file.stat();
  const cutBytes = Math.max(0, size - mostBytes);
  const { bytesRead, buffer } = await file.read(Buffer.alloc(size - cutBytes), { position: cutBytes });
  return { bytes: buffer.subarray(0, bytesRead), cutBytes };
}
