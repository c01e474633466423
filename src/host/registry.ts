// The registry of this user's VMs on the host: a file per VM in the user's runtime directory, and a lock that shows
// whether the VM's program is alive.
import { randomBytes } from "node:crypto";
import { mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { acquireLock, type Lock, tryLock } from "../base/files/lock.ts";
import { runtimeDirectory } from "../base/files/paths.ts";
import type { OtherVm } from "./place.ts";
import { allowedCores } from "./resources.ts";

/** Where VMs are registered, and the cores that they may use. */
export interface Registry {
  /** Distinguishes its locks from those of other registries. */
  readonly name: string;
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
  return { name: "host", directory: join(await runtimeDirectory(), "vms"), cores: allowedCores() };
}

/** Registers a VM. VMs that wait for it log `note`. Others see it once it is written. */
export async function register(registry: Registry, note: string): Promise<Entry> {
  await mkdir(registry.directory, { recursive: true, mode: 0o700 });
  const id = randomBytes(6).toString("hex");
  const [alive, turn] = await Promise.all(
    [aliveLock, turnLock].map((lock) => acquireLock(lock(registry, id), { note })),
  );
  const path = join(registry.directory, id);
  return {
    id,
    write: async (vm) => {
      await writeFile(`${path}.new`, JSON.stringify({ id, ...vm }), { mode: 0o600 });
      await rename(`${path}.new`, path);
    },
    leaveQueue: async () => turn?.release(),
    [Symbol.asyncDispose]: async () => {
      await remove(path);
      await Promise.all([turn?.release(), alive?.release()]);
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
  await using _alone: Lock = await acquireLock(`${registry.name}-registry`, { signal });
  const ids = new Set((await readdir(registry.directory)).map((name) => name.replace(/\.new$/, "")));
  ids.delete(own);
  const others = await Promise.all([...ids].map((id) => readEntry(registry, id)));
  // Awaited here: the lock is held until the work has ended.
  return await work(others.filter((entry) => entry !== undefined).sort((a, b) => a.ticket - b.ticket));
}

/** Returns the name of the lock that a VM's program holds while the VM is registered. */
export function aliveLock({ name }: Registry, id: string): string {
  return `${name}-vm-${id}`;
}

/** Returns the name of the lock that a VM's program holds until the VM is placed. */
export function turnLock({ name }: Registry, id: string): string {
  return `${name}-turn-${id}`;
}

/** Returns undefined for a VM without a readable entry. Removes the files of a VM whose program is dead. */
async function readEntry(registry: Registry, id: string): Promise<OtherVm | undefined> {
  const path = join(registry.directory, id);
  const lock = await tryLock(aliveLock(registry, id));
  if (lock) {
    await remove(path);
    await lock.release();
    return undefined;
  }
  try {
    return JSON.parse(await readFile(path, "utf8"));
  } catch {
    return undefined;
  }
}

async function remove(path: string): Promise<void> {
  await Promise.all([path, `${path}.new`].map((file) => rm(file, { force: true })));
}
