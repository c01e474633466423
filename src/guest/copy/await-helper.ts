// Waits until the guest's side of a copy has the port: only then do bytes reach it, and only its bytes are this copy's.
import { once } from "node:events";
import type { Duplex } from "node:stream";

/**
 * Reads until `mark` and a line's end have come, and leaves in the stream what comes after them. What an earlier copy
 * that was ended had on its way comes before the mark.
 *
 * @throws {Error} when the stream ends before
 */
export async function started(stream: Duplex, mark: string): Promise<void> {
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
