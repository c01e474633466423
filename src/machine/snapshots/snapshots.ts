// Takes and reverts to the snapshots of one VM while its QEMU process keeps running.
import { describeThrown } from "../../base/errors.ts";
import { log } from "../../base/log.ts";
import type { Deadline } from "../../base/time/deadline.ts";
import { withGrace } from "../../base/time/grace.ts";
import { Mutex } from "../../base/time/mutex.ts";
import { toHundredths } from "../../base/time/round.ts";
import { toSeconds } from "../../base/time/seconds.ts";
import type { SharedLock } from "../../base/time/shared-lock.ts";
import type { GuestAgent } from "../../guest/agent.ts";
import type { CopyChannel } from "../../guest/copy/channel.ts";
import type { GuestWork } from "../../guest/work.ts";
import type { Domain } from "../../libvirt/domain.ts";
import type { InputState } from "../../readiness/plan.ts";
import { VncError } from "../../rfb/connect.ts";
import { awaitReverted } from "./await-reverted.ts";
import { endedByRevert, notReverted, notTaken } from "./errors.ts";
import { type Input, releaseInput } from "./input.ts";
import { type DiskSnapshot, runJob, stateSize, writableDisks } from "./job.ts";
import { checkName, foreignSnapshot, goneVm, noSnapshot, replacedSnapshot, type Snapshot } from "./snapshot.ts";
import { requireSnapshotSpace } from "./space.ts";

/** The parts of a machine that snapshots need. */
export interface Revertible extends Input {
  readonly domain: Domain;
  readonly vncPort: number;
  readonly description: { readonly disk: string };
  /** Whether the VM was removed or is being removed. */
  readonly disposed: boolean;
  readonly copies: CopyChannel;
  readonly work: GuestWork;
  /** Shared by all requests to the guest agent except those of {@link innerAgent}. */
  readonly requests: SharedLock;
  readonly innerAgent: GuestAgent;
  hasAgent: boolean;
  /** Drops cached knowledge of the guest's state. */
  forgetState(): void;
}

interface Saved {
  readonly snapshot: Snapshot;
  readonly disk: DiskSnapshot;
  readonly input: InputState;
  readonly hasAgent: boolean;
}

/** Milliseconds to wait for pending requests to the agent before a revert; a broken agent never answers. */
const requestMs = 10_000;

/** Milliseconds that a reverted guest has to get ready beyond the caller's deadline. */
const readyMs = 30_000;

/** The machine of each snapshot. */
const owners = new WeakMap<object, Snapshots>();

/** The snapshots of a machine. They are stored in its overlay and removed with it. */
export class Snapshots {
  readonly #machine: Revertible;
  readonly #saved = new Map<string, Saved>();
  /** QEMU runs one job at a time. */
  readonly #mutex = new Mutex();
  #count = 0;
  #busy = false;
  #failedRevert: string | undefined;

  constructor(machine: Revertible) {
    this.#machine = machine;
  }

  /**
   * Saves disk and memory.
   *
   * @throws {OptionError} when the name is invalid or the VM was removed
   * @throws {DiskSpaceError} when the memory in use does not fit on the disk
   * @throws {SnapshotError} when QEMU fails
   * @throws {TimeoutError} {@link AbortedError} when the deadline ends first; no snapshot exists then
   */
  async take(name: string, deadline: Deadline): Promise<Snapshot> {
    checkName(name);
    return this.#inTurn(deadline, async () => {
      const { copies, domain, description, requests } = this.#living("snapshot");
      await deadline.race(requireSnapshotSpace(domain, description.disk, name));
      // A snapshot would cut a copy in two. A command lives on, in the VM and in the snapshot.
      const saved = await copies.between(deadline, async () => {
        const input = await releaseInput(this.#machine, deadline);
        // With an answer of the agent under way, libvirt would read its second half after a revert.
        return requests.exclusive(deadline, () => this.#save(name, input, deadline));
      });
      const replaced = this.#saved.get(name);
      this.#saved.set(name, saved);
      owners.set(saved.snapshot, this);
      if (replaced) await this.#remove(replaced);
      return saved.snapshot;
    });
  }

  /**
   * Reverts disk and memory, and waits for the guest agent and the screen.
   *
   * @throws {OptionError} when the snapshot does not belong to this VM or the VM was removed
   * @throws {SnapshotError} when QEMU fails; the VM stands still then
   * @throws {TimeoutError} {@link AbortedError} when the deadline ends first
   */
  async revert(snapshot: Snapshot, deadline: Deadline): Promise<void> {
    await this.#inTurn(deadline, async () => {
      const saved = this.#find(snapshot);
      const { requests, work } = this.#machine;
      await work.end(endedByRevert(saved.snapshot.name, this.#machine.domain.name), deadline, async () => {
        await releaseInput(this.#machine, deadline);
        await requests.exclusive(deadline, () => this.#load(saved, deadline), requestMs);
      });
    });
  }

  async #save(name: string, input: InputState, deadline: Deadline): Promise<Saved> {
    deadline.throwIfOver();
    const { domain, hasAgent } = this.#machine;
    const tag = `demotool-${++this.#count}`;
    const start = performance.now();
    const disk = await this.#attempt("snapshot", name, async () => {
      const disk = { tag, disks: await writableDisks(domain) };
      await runJob(domain, "snapshot-save", disk);
      return disk;
    });
    const saved = { snapshot: Object.freeze({ name }), disk, input, hasAgent };
    if (deadline.signal.aborted) await this.#remove(saved);
    deadline.throwIfOver();
    const stateMiB = await stateSize(domain, tag).catch(() => undefined);
    log.info("snapshot", { domain: domain.name, snapshot: name, seconds: since(start), stateMiB });
    return saved;
  }

  async #load({ snapshot: { name }, disk, input, hasAgent }: Saved, deadline: Deadline): Promise<void> {
    deadline.throwIfOver();
    const { domain } = this.#machine;
    const start = performance.now();
    this.#failedRevert = name;
    await this.#attempt("revert", name, () => runJob(domain, "snapshot-load", disk));
    this.#failedRevert = undefined;
    this.#machine.forgetState();
    this.#machine.hasAgent = hasAgent;
    const loaded = since(start);
    // Even if the caller stops waiting, leave a working VM for the next one.
    await awaitReverted(this.#machine, { snapshot: name, input }, withGrace(deadline, readyMs));
    deadline.throwIfOver();
    log.info("revert", { domain: domain.name, snapshot: name, seconds: since(start), loadSeconds: loaded });
  }

  /** The snapshot that the last revert could not load: the VM stands still since then. */
  get failedRevert(): string | undefined {
    return this.#failedRevert;
  }

  /** Whether one is being taken or reverted to. */
  get busy(): boolean {
    return this.#busy;
  }

  async #inTurn<T>(deadline: Deadline, work: () => Promise<T>): Promise<T> {
    try {
      return await this.#mutex.run(deadline, async () => {
        this.#busy = true;
        return work().finally(() => {
          this.#busy = false;
        });
      });
    } catch (error) {
      // A deadline that passes during a refresh appears as a failure of the connection.
      if (error instanceof VncError) deadline.throwIfOver();
      throw error;
    }
  }

  #find(snapshot: Snapshot): Saved {
    const owner = typeof snapshot === "object" && snapshot !== null ? owners.get(snapshot) : undefined;
    if (owner === undefined) throw noSnapshot(snapshot);
    const { domain } = this.#machine;
    if (owner !== this) throw foreignSnapshot(snapshot.name, owner.#machine.domain.name, domain.name);
    this.#living("revert");
    const saved = this.#saved.get(snapshot.name);
    if (saved?.snapshot !== snapshot) throw replacedSnapshot(snapshot.name, domain.name);
    return saved;
  }

  #living(method: string): Revertible {
    if (this.#machine.disposed) throw goneVm(method, this.#machine.domain.name);
    return this.#machine;
  }

  /** A snapshot that cannot be removed only costs disk space until the VM is removed. */
  async #remove({ snapshot, disk }: Saved): Promise<void> {
    const { domain } = this.#machine;
    await runJob(domain, "snapshot-delete", disk).catch((error: unknown) =>
      log.warn("could not remove a snapshot", {
        domain: domain.name,
        snapshot: snapshot.name,
        reason: describeThrown(error),
      }),
    );
  }

  async #attempt<T>(method: "snapshot" | "revert", name: string, work: () => Promise<T>): Promise<T> {
    const start = performance.now();
    try {
      return await work();
    } catch (cause) {
      const facts = {
        domain: this.#machine.domain.name,
        snapshot: name,
        elapsedMs: Math.round(performance.now() - start),
      };
      throw method === "snapshot" ? notTaken(facts, cause) : notReverted(facts, cause);
    }
  }
}

/** Seconds to the hundredth, for the log. */
function since(start: number): number {
  return toHundredths(toSeconds(performance.now() - start));
}
