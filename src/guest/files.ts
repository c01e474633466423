// Writes files in the guest through the agent (guest-file-open, -write, -close: qemu-ga-ref(7)).
import type { Deadline } from "../base/time/deadline.ts";
import type { GuestAgent } from "./agent.ts";

/** Bytes per write. The agent reads a request in pieces of 4 KiB: one of 1 MiB kept it busy for 30 s. */
const writeBytes = 48 * 2 ** 10;

/** Writes a file in the guest as root, readable by all its users. */
export async function writeContent(
  agent: GuestAgent,
  path: string,
  content: string | Uint8Array,
  deadline: Deadline,
): Promise<void> {
  const bytes = Buffer.from(content);
  const handle = await agent.call<number>("guest-file-open", { path, mode: "w" });
  try {
    for (let start = 0; start < bytes.length; start += writeBytes) {
      deadline.throwIfOver();
      const piece = bytes.subarray(start, start + writeBytes);
      await agent.call("guest-file-write", { handle, "buf-b64": piece.toString("base64") });
    }
  } finally {
    await agent.call("guest-file-close", { handle });
  }
}
