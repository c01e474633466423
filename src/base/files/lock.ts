// A lock between processes that the kernel releases when its holder dies, and that is waited for without polling.
//
// The lock is a listening socket in Linux's abstract namespace (unix(7)): binding a taken name fails; the kernel frees
// the name as soon as the holder ends, even after SIGKILL; a waiter is connected to the holder and sees the connection
// close.
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
  /** Ends the wait, for example a deadline's signal. Default: the wait has no limit. */
  readonly signal?: AbortSignal | undefined;
  /** Called once if the lock is already held, with the holder's process id and note. */
  readonly onWait?: ((holder: number, note: string) => void) | undefined;
  /** One line that tells waiters what holds the lock, such as a VM's name. Default: empty. */
  readonly note?: string | undefined;
}

/** Takes the lock `name`, waiting for it until the signal aborts. */
export async function acquireLock(name: string, options: LockOptions = {}): Promise<Lock> {
  return acquireAnyLock([name], options);
}

/** Takes the first lock that becomes free. */
export async function acquireAnyLock(names: readonly string[], options: LockOptions = {}): Promise<Lock> {
  for (let attempt = 0; ; attempt++) {
    options.signal?.throwIfAborted();
    for (const name of names) {
      const lock = await tryLock(name, options.note);
      if (lock) return lock;
    }
    await anyRelease(names, attempt === 0 ? options : { signal: options.signal });
  }
}

/** Takes the lock if it is free; undefined if it is held. For `note`, see {@link LockOptions}. */
export async function tryLock(name: string, note = ""): Promise<Lock | undefined> {
  const waiters = new Set<Socket>();
  const server = createServer((socket) => {
    waiters.add(socket);
    socket.on("error", () => socket.destroy());
    socket.once("close", () => waiters.delete(socket));
    socket.write(`${process.pid} ${note}\n`);
    socket.unref();
  });
  if (!(await listen(server, name))) return undefined;
  server.unref();
  let released: Promise<void> | undefined;
  const release = (): Promise<void> => {
    released ??= new Promise((resolve) => {
      // Free the name before waking the waiters, which try to take it.
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

/** Resolves when one of the locks is released, at once if one is free, or when the signal aborts. */
export async function anyRelease(names: readonly string[], options: LockOptions = {}): Promise<void> {
  const sockets = names.map((name) => createConnection({ path: path(name) }));
  const stop = (): void => {
    for (const socket of sockets) socket.destroy();
  };
  options.signal?.addEventListener("abort", stop, { once: true });
  if (options.signal?.aborted) stop();
  try {
    sockets[0]?.once("data", (data) => options.onWait?.(...holderIn(String(data))));
    await Promise.race(sockets.map(gone));
  } finally {
    options.signal?.removeEventListener("abort", stop);
    stop();
  }
}

/** Parses the process id and note that {@link tryLock} writes. */
function holderIn(line: string): [number, string] {
  const [pid, ...note] = line.trim().split(" ");
  return [Number(pid), note.join(" ")];
}

function gone(socket: Socket): Promise<void> {
  return new Promise((resolve) => {
    socket.on("error", () => resolve());
    socket.on("close", () => resolve());
    socket.resume();
  });
}
