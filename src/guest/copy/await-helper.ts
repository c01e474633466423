// Waits until the helper script in the guest has opened the port: bytes sent earlier would be lost.
import { once } from "node:events";
import type { Duplex } from "node:stream";

/**
 * Reads up to a line that ends with `mark`, and leaves what follows in the stream. Bytes of an aborted earlier copy may
 * precede the mark.
 *
 * @throws {Error} when the stream ends first
 */
export async function awaitHelper(stream: Duplex, mark: string): Promise<void> {
  const line = Buffer.from(`${mark}\n`);
  let seen = Buffer.alloc(0);
  for (;;) {
    const piece: Buffer | null = stream.read();
    if (piece === null) {
      if (stream.destroyed || stream.readableEnded) throw new Error("the connection to the guest ended too early");
      await moreOrClose(stream);
      continue;
    }
    seen = Buffer.concat([seen, piece]);
    const at = seen.indexOf(line);
    if (at >= 0) {
      stream.unshift(seen.subarray(at + line.length));
      return;
    }
    seen = seen.subarray(-line.length);
  }
}

async function moreOrClose(stream: Duplex): Promise<void> {
  const settled = new AbortController();
  const events = ["readable", "end", "close"].map((event) => once(stream, event, { signal: settled.signal }));
  try {
    await Promise.race(events);
  } finally {
    settled.abort();
  }
}
