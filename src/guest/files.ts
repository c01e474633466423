// Writes files in the guest through the agent (guest-file-open, -write, -close: qemu-ga-ref(7)).
import type { Deadline } from "../base/time/deadline.ts";
import type { GuestAgent } from "./agent.ts";
import { GuestError } from "./errors.ts";

/** Bytes per write. The agent reads a request in pieces of 4 KiB: one of 1 MiB kept it busy for 30 s. */
const writeBytes = 48 * 2 ** 10;

/**
 * Writes a file in the guest as root, readable by all its users.
 *
 * @throws {GuestError} when the guest does not take all of it
 */
export async function writeContent(
  agent: GuestAgent,
  path: string,
  content: string | Uint8Array,
  deadline: Deadline,
): Promise<void> {
  const bytes = Buffer.from(content);
  const handle = await agent.call("guest-file-open", { path, mode: "w" }, deadline);
  try {
    for (let start = 0; start < bytes.length; start += writeBytes) {
      const piece = bytes.subarray(start, start + writeBytes);
      const parameters = { handle, "buf-b64": piece.toString("base64") };
      const { count } = await agent.call("guest-file-write", parameters, deadline);
      if (count !== piece.length) throw notTaken(path, count, piece.length);
    }
  } catch (error) {
    void agent.call("guest-file-close", { handle }).catch(() => {});
    throw error;
  }
  // The guest may notice only now that its disk is full.
  await agent.call("guest-file-close", { handle }, deadline);
}

function notTaken(path: string, count: number, wanted: number): GuestError {
  return new GuestError({
    headline: `${path} could not be written in the guest: it took ${count} of ${wanted} bytes`,
    next: "check the guest's free space (df)",
  });
}
