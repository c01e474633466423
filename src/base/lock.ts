// A lock between processes that the kernel releases when its holder dies, and whose waiters need no polling.
//
// The lock is a listening socket in Linux's abstract namespace (unix(7)): binding a taken name fails, the name is
// free again the moment the holder is gone, however it went, and a waiter that is connected to the holder sees the
// connection close.

import { once } from "node:events";
import { createConnection, createServer, type Server, type Socket } from "node:net";
import { userInfo } from "node:os";

/** A held lock. Release it with `await using` or `release()`. */
export interface Lock extends AsyncDisposable {
  readonly name: string;
  release(): Promise<void>;
}

/** How to wait for a lock. */
export interface LockOptions {
  /** Ends the wait, as a deadline's signal does. Without it the wait is as long as it takes. */
  readonly signal?: AbortSignal | undefined;
  /** Called once if the lock is held by somebody else, with the holder's process id. */
  readonly onWait?: (holder: number) => void;
}

/** Takes the lock `name`, waiting for it until the signal aborts. */
export async function acquireLock(name: string, options: LockOptions = {}): Promise<Lock> {
  return acquireAnyLock([name], options);
}

/** Takes whichever of the locks comes free first. */
export async function acquireAnyLock(names: readonly string[], options: LockOptions = {}): Promise<Lock> {
  for (let attempt = 0; ; attempt++) {
    options.signal?.throwIfAborted();
    for (const name of names) {
      const lock = await tryLock(name);
      if (lock) return lock;
    }
    await anyRelease(names, options, attempt === 0);
  }
}

/** Takes the lock if it is free; undefined if somebody holds it. */
export async function tryLock(name: string): Promise<Lock | undefined> {
  const waiters = new Set<Socket>();
  const server = createServer((socket) => {
    waiters.add(socket);
    socket.on("error", () => socket.destroy());
    socket.once("close", () => waiters.delete(socket));
    socket.write(`${process.pid}\n`);
    socket.unref();
  });
  if (!(await listen(server, name))) return undefined;
  server.unref();
  let released: Promise<void> | undefined;
  const release = (): Promise<void> => {
    released ??= new Promise((resolve) => {
      // The name must be free before the waiters learn of it.
      server.close(() => resolve());
      for (const socket of waiters) socket.destroy();
    });
    return released;
  };
  return { name, release, [Symbol.asyncDispose]: release };
}

function path(name: string): string {
  return `\0demotool-${userInfo().uid}-${name}`;
}

async function listen(server: Server, name: string): Promise<boolean> {
  try {
    server.listen({ path: path(name) });
    await once(server, "listening");
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EADDRINUSE") return false;
    throw error;
  }
}

/** Resolves when one of the holders lets go, or the wait is over. */
async function anyRelease(names: readonly string[], options: LockOptions, first: boolean): Promise<void> {
  const sockets = names.map((name) => createConnection({ path: path(name) }));
  const stop = (): void => {
    for (const socket of sockets) socket.destroy();
  };
  options.signal?.addEventListener("abort", stop, { once: true });
  try {
    if (first) sockets[0]?.once("data", (data) => options.onWait?.(Number(String(data).trim())));
    await Promise.race(sockets.map(gone));
  } finally {
    options.signal?.removeEventListener("abort", stop);
    stop();
  }
}

function gone(socket: Socket): Promise<void> {
  return new Promise((resolve) => {
    socket.on("error", () => resolve());
    socket.on("close", () => resolve());
    socket.resume();
  });
}
