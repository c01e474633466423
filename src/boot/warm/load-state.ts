// Loads a saved state into a VM that was started paused, with empty memory.
import { once } from "node:events";
import { createConnection, type Socket } from "node:net";
import { describeThrown } from "../../base/errors.ts";
import type { Deadline } from "../../base/time/deadline.ts";
import { poll } from "../../base/time/poll.ts";
import type { Domain } from "../../libvirt/domain.ts";
import { isSame, readThrough } from "./checksum.ts";
import type { SavedFile } from "./manifest.ts";
import { socketPlace } from "./socket.ts";

/** A file of a state is damaged. */
export class DamagedStateError extends Error {}

/**
 * Loads a state into a domain that was started paused, with empty memory. Leaves the guest paused.
 *
 * @throws {DamagedStateError} when the file has changed since it was written
 */
export async function loadState(domain: Domain, path: string, expected: SavedFile, deadline: Deadline): Promise<void> {
  await using place = await socketPlace();
  await domain.monitorCommand("migrate-incoming", { uri: `unix:${place.path}` });
  const socket = createConnection({ path: place.path });
  const lost = new AbortController();
  socket.on("error", (error) => lost.abort(error));
  try {
    await deadline.race(once(socket, "connect"));
    const watched = deadline.endedBy(lost.signal);
    const found = await readThrough(path, (bytes) => watched.race(sent(socket, bytes)));
    requireSame(path, found, expected);
    socket.end();
    await loaded(domain, deadline);
  } catch (error) {
    // QEMU closes the connection on a damaged state: report the damage as the reason.
    if (lost.signal.aborted) requireSame(path, await readThrough(path), expected);
    throw error;
  } finally {
    socket.destroy();
  }
}

/** Throws unless the file is unchanged. */
export function requireSame(path: string, found: SavedFile, expected: SavedFile): void {
  if (isSame(found, expected)) return;
  const what = found.bytes === expected.bytes ? "its content has changed" : `${found.bytes} bytes of ${expected.bytes}`;
  throw new DamagedStateError(`${path} is damaged: ${what}`);
}

function sent(socket: Socket, bytes: Buffer): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.write(bytes, (error) => (error ? reject(error) : resolve()));
  });
}

async function loaded(domain: Domain, deadline: Deadline): Promise<void> {
  await poll(deadline, 10, async () => {
    const { status } = await domain.monitorCommand<{ readonly status: string }>("query-status");
    return status !== "inmigrate" || undefined;
  }).catch((error: unknown) => {
    deadline.throwIfOver();
    throw new Error(`QEMU could not load the state: ${describeThrown(error)}`, { cause: error });
  });
}
