// Reads and writes files in the guest through the agent (guest-file-open, -read, -write, -close: qemu-ga-ref(7)).
import type { Deadline } from "../base/deadline.ts";
import type { GuestAgent } from "./agent.ts";

/**
 * Bytes per read. libvirt refuses an agent message above 4 MiB, and one above 10 MiB ends the agent's channel for
 * good; the content comes in base64.
 */
const readSize = 2 ** 20;

/** Bytes per write. The agent takes a request in pieces of 4 KiB: one of 1 MiB was seen to keep it busy for 30 s. */
const writeSize = 48 * 2 ** 10;

interface Piece {
  readonly "buf-b64": string;
  readonly eof: boolean;
}

/** The content of a file in the guest as UTF-8 text. */
export async function readText(agent: GuestAgent, path: string): Promise<string> {
  const handle = await agent.call<number>("guest-file-open", { path, mode: "r" });
  const pieces: Buffer[] = [];
  try {
    for (let end = false; !end; ) {
      const piece = await agent.call<Piece>("guest-file-read", { handle, count: readSize });
      pieces.push(Buffer.from(piece["buf-b64"], "base64"));
      end = piece.eof;
    }
  } finally {
    await agent.call("guest-file-close", { handle });
  }
  return Buffer.concat(pieces).toString("utf8");
}

/** Writes a file in the guest, as root; everybody there may read it. */
export async function writeContent(
  agent: GuestAgent,
  path: string,
  content: string | Uint8Array,
  deadline: Deadline,
): Promise<void> {
  const bytes = Buffer.from(content);
  const handle = await agent.call<number>("guest-file-open", { path, mode: "w" });
  try {
    for (let start = 0; start < bytes.length; start += writeSize) {
      deadline.throwIfOver();
      const piece = bytes.subarray(start, start + writeSize);
      await agent.call("guest-file-write", { handle, "buf-b64": piece.toString("base64") });
    }
  } finally {
    await agent.call("guest-file-close", { handle });
  }
}
