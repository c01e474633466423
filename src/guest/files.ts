// Reads files in the guest through the agent (guest-file-open, -read, -close: qemu-ga-ref(7)).
import type { GuestAgent } from "./agent.ts";

/**
 * Bytes per read. libvirt refuses an agent message above 4 MiB, and one above 10 MiB ends the agent's channel for
 * good; the content comes in base64.
 */
const pieceSize = 2 ** 20;

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
      const piece = await agent.call<Piece>("guest-file-read", { handle, count: pieceSize });
      pieces.push(Buffer.from(piece["buf-b64"], "base64"));
      end = piece.eof;
    }
  } finally {
    await agent.call("guest-file-close", { handle });
  }
  return Buffer.concat(pieces).toString("utf8");
}
