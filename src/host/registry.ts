// The registry of this user's VMs on the host: a file per VM in the user's runtime directory, and a lock that shows
// whether the VM's program is alive.
import { randomBytes } from "node:crypto";
import { readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { acquireLock, lockDirectory, lockSuffix, tryLock } from "../base/files/lock.ts";
import { runtimeDirectory } from "../base/files/paths.ts";
import { ensurePrivateDirectory } from "../base/files/private-directory.ts";
import type { OtherVm } from "./place.ts";
import { allowedCores } from "./resources.ts";

/** Where VMs are registered, and the cores that they may use. */
export interface Registry {
  /** Belongs to this user alone. */
  readonly directory: string;
  readonly cores: readonly number[];
}

/** A VM's entry. It is removed when it is disposed of, or after its program dies. */
export interface Entry extends AsyncDisposable {
  readonly id: string;
  /** Publishes the VM to the others. */
  write(vm: Omit<OtherVm, "id">): Promise<void>;
  /** Wakes the VMs that wait for this one to be placed. */
  leaveQueue(): Promise<void>;
}

/** Returns the registry of this host and user. */
export async function hostRegistry(): Promise<Registry> {
  return { directory: join(await runtimeDirectory(), "vms"), cores: allowedCores() };
}

/** Registers a VM. VMs that wait for it log `note`. Others see it once it is written. */
export async function register(registry: Registry, note: string): Promise<Entry> {
  await ensurePrivateDirectory(registry.directory);
  const id = randomBytes(6).toString("hex");
  const [alive, turn] = await Promise.all([
    acquireLock(aliveLock(registry, id), { note }),
    acquireLock(turnLock(registry, id), { note }),
  ]);
  const path = join(registry.directory, id);
  return {
    id,
    write: async (vm) => {
      await writeFile(`${path}.new`, JSON.stringify({ id, ...vm }), { mode: 0o600 });
      await rename(`${path}.new`, path);
    },
    leaveQueue: () => turn.release(),
    [Symbol.asyncDispose]: async () => {
      await remove(path);
      await Promise.all([turn.release(), alive.release()]);
    },
  };
}

/** Locks the registry and runs `work` with the entries of all VMs except `own`, in the order of their tickets. */
export async function withOthers<T>(
  registry: Registry,
  own: string,
  signal: AbortSignal | undefined,
  work: (others: readonly OtherVm[]) => Promise<T>,
): Promise<T> {
  await using _alone = await lockDirectory(registry.directory, signal);
  const ids = new Set((await readdir(registry.directory)).flatMap((name) => /^[0-9a-f]{12}(?=\.|$)/.exec(name) ?? []));
  ids.delete(own);
  const others = await Promise.all([...ids].map((id) => readEntry(registry, id)));
  // Awaited here: the lock is held until the work has ended.
  return await work(others.filter((entry) => entry !== undefined).sort((a, b) => a.ticket - b.ticket));
}

/** Returns the path of the lock that a VM's program holds while the VM is registered. */
export function aliveLock({ directory }: Registry, id: string): string {
  return join(directory, `${id}.alive${lockSuffix}`);
}

/** Returns the path of the lock that a VM's program holds until the VM is placed. */
export function turnLock({ directory }: Registry, id: string): string {
  return join(directory, `${id}.turn${lockSuffix}`);
}

/** Returns undefined for a VM without a readable entry. Removes the files of a VM whose program is dead. */
async function readEntry(registry: Registry, id: string): Promise<OtherVm | undefined> {
  const path = join(registry.directory, id);
  const lock = await tryLock(aliveLock(registry, id), { create: false });
  if (lock) {
    await remove(path);
    await rm(turnLock(registry, id), { force: true });
    await lock.release();
    return undefined;
  }
  try {
    return vmIn(await readFile(path, "utf8"));
  } catch {
    return undefined;
  }
}

/** Parses an entry; undefined if it is malformed. */
function vmIn(text: string): OtherVm | undefined {
  const vm = JSON.parse(text);
  const numbers = [vm?.ticket, vm?.cores, vm?.memory, ...(vm?.limit ? [vm.limit.maxVms] : [])];
  const { cores, pinned } = vm?.place ?? { cores: [], pinned: false };
  const whole = numbers.every(Number.isSafeInteger) && Array.isArray(cores) && cores.every(Number.isSafeInteger);
  return whole && typeof vm.program === "string" && typeof pinned === "boolean" ? vm : undefined;
}

async function remove(path: string): Promise<void> {
  await Promise.all([path, `${path}.new`].map((file) => rm(file, { force: true })));
}
