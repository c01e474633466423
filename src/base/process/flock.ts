// Locks open files with flock(1). It locks the open file description that it shares with this process (flock(2)): the
// lock outlives flock(1), and the kernel releases it once this process has closed the file or has ended in any way.
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { LockError } from "../errors.ts";

/** `shared` locks exclude only exclusive ones. */
export type LockKind = "exclusive" | "shared";

/** The descriptor's number in flock(1). */
const inherited = "3";

/** flock(1)'s exit code for a lock that is held, apart from those of its failures. */
const heldCode = 75;

const options: Readonly<Record<LockKind, string>> = { exclusive: "--exclusive", shared: "--shared" };

/**
 * Locks an open file unless another description holds it.
 *
 * @throws {LockError} when flock(1) cannot be run, or the file system has no locks
 */
export async function tryLockDescriptor(descriptor: number, kind: LockKind = "exclusive"): Promise<boolean> {
  return outcome(await exitOf(spawn("flock", tryArguments(kind), { stdio: stdio(descriptor) })));
}

/** Does the same as {@link tryLockDescriptor}, while the process exits. */
export function tryLockDescriptorSync(descriptor: number): boolean {
  const { status, stderr, error } = spawnSync("flock", tryArguments("exclusive"), { stdio: stdio(descriptor) });
  return outcome({ code: status, stderr: String(stderr ?? ""), error });
}

/**
 * Waits until the file can be locked. If the signal aborts, the lock may have been taken all the same: close the file.
 *
 * @throws the signal's reason
 * @throws {LockError} when flock(1) cannot be run, or the file system has no locks
 */
export async function lockDescriptor(descriptor: number, kind: LockKind, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted();
  // Without this process nobody needs the lock: the waiting program must not outlive it.
  const args = ["--pdeathsig", "KILL", "flock", options[kind], inherited];
  const child = spawn("setpriv", args, { stdio: stdio(descriptor) });
  const kill = (): void => void child.kill("SIGKILL");
  signal.addEventListener("abort", kill, { once: true });
  try {
    const ended = await exitOf(child);
    signal.throwIfAborted();
    outcome(ended);
  } finally {
    signal.removeEventListener("abort", kill);
  }
}

function tryArguments(kind: LockKind): string[] {
  return [options[kind], "--nonblock", "--conflict-exit-code", String(heldCode), inherited];
}

function stdio(descriptor: number): ["ignore", "ignore", "pipe", number] {
  return ["ignore", "ignore", "pipe", descriptor];
}

interface Ended {
  readonly code: number | null;
  readonly stderr: string;
  readonly error?: Error | undefined;
}

function exitOf(child: ChildProcess): Promise<Ended> {
  return new Promise((resolve) => {
    let stderr = "";
    child.stderr?.on("data", (text) => {
      stderr += String(text);
    });
    child.once("error", (error) => resolve({ code: null, stderr, error }));
    child.once("close", (code) => resolve({ code, stderr }));
  });
}

/** Returns whether the file is locked. */
function outcome({ code, stderr, error }: Ended): boolean {
  if (code === 0) return true;
  if (code === heldCode) return false;
  throw new LockError({
    headline: `a file could not be locked: ${error?.message ?? (stderr.trim() || `flock(1) ended with code ${code}`)}`,
    next: "install util-linux if flock or setpriv is missing; else see that the process may open more files (ulimit -n)",
    cause: error,
  });
}
