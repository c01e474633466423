// Copies bytes between host and guest over a virtio-serial port, which needs no network in the guest.
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { describeThrown, TimeoutError } from "../../base/errors.ts";
import type { Deadline } from "../../base/time/deadline.ts";
import { Mutex } from "../../base/time/mutex.ts";
import type { GuestAgent } from "../agent.ts";
import { GuestError } from "../errors.ts";
import { execInGuest } from "../exec.ts";
import { awaitHelper } from "./await-helper.ts";
import { copyError } from "./failure.ts";

/** Milliseconds in which the last bytes arrive once the guest has sent them. */
const lastBytesWaitMs = 5000;

/** The script that runs in the guest, as root, while bytes are exchanged. */
export interface GuestSide {
  /** A script for `sh`; its first argument is the port's name. */
  readonly script: string;
  readonly args: readonly string[];
  /** A file to which the script writes the path of a temporary file, which is removed after it. */
  readonly note?: string;
  /** The directory that relative paths start at. */
  readonly cwd: string;
  /** The user whose home `cwd` is. */
  readonly user: string;
  /** What is copied, for messages. */
  readonly what: string;
  readonly deadline: Deadline;
}

/** A port of a guest. Copies use it one at a time. */
export class CopyChannel {
  readonly agent: GuestAgent;
  readonly #port: string;
  readonly #findSocket: () => Promise<string | undefined>;
  readonly #mutex = new Mutex();

  /**
   * @param port the port's name in the guest
   * @param findSocket returns the path of the port's UNIX socket on this host
   */
  constructor(agent: GuestAgent, port: string, findSocket: () => Promise<string | undefined>) {
    this.agent = agent;
    this.#port = port;
    this.#findSocket = findSocket;
  }

  /**
   * Runs a script in the guest and, at the same time, `exchange` on this host at the other end of the port.
   *
   * @throws {GuestError} when the script or the port fails
   * @throws whatever `exchange` throws
   */
  async transfer<T>(guest: GuestSide, exchange: (socket: Socket) => Promise<T>): Promise<T> {
    return this.between(guest.deadline, () => this.#transfer(guest, exchange));
  }

  /** Runs `work` while no copy is running. */
  async between<T>(deadline: Deadline, work: () => Promise<T>): Promise<T> {
    return this.#mutex.run(deadline, work);
  }

  async #transfer<T>(guest: GuestSide, exchange: (socket: Socket) => Promise<T>): Promise<T> {
    const socket = await this.#connect(guest);
    const failed = new AbortController();
    const mark = randomUUID();
    const exchanged = awaitHelper(socket, mark).then(() => exchange(socket));
    // A failure on this side also ends the script.
    exchanged.catch((error: unknown) => failed.abort(error));
    try {
      const result = await execInGuest(this.agent, {
        command: "sh",
        args: ["-c", guest.script, "sh", this.#port, ...guest.args],
        user: "root",
        cwd: guest.cwd,
        env: { DEMOTOOL_COPY: mark },
        input: undefined,
        note: guest.note,
        deadline: guest.deadline.endedBy(failed.signal),
      });
      if (result.exitCode !== 0) throw copyError(guest, result);
      return await guest.deadline.race(arriving(exchanged, socket, guest));
    } catch (error) {
      // The copy's own time limit is over: report that instead of the script's.
      if (error instanceof TimeoutError) guest.deadline.throwIfOver();
      throw error;
    } finally {
      socket.destroy();
      await exchanged.catch(() => {});
    }
  }

  async #connect({ what, deadline }: GuestSide): Promise<Socket> {
    const path = await this.#findSocket();
    if (path === undefined) throw noPort(what, "the VM has no port for copies");
    const socket = connect(path);
    // Reads and writes report errors themselves. Without a listener, an error between them would end the process.
    socket.on("error", () => {});
    try {
      await once(socket, "connect", { signal: deadline.signal });
      return socket;
    } catch (error) {
      socket.destroy();
      deadline.throwIfOver();
      throw noPort(what, `${path}: ${describeThrown(error)}`);
    }
  }
}

/** Waits for the last bytes once the script has ended: they arrive soon or not at all. */
async function arriving<T>(exchanged: Promise<T>, socket: Socket, { what }: GuestSide): Promise<T> {
  const timer = setTimeout(() => {
    socket.destroy(
      new GuestError({
        headline: `${what}: the guest sent less than it announced`,
        next: "check whether the file changes during the copy",
      }),
    );
  }, lastBytesWaitMs);
  try {
    return await exchanged;
  } finally {
    clearTimeout(timer);
  }
}

function noPort(what: string, reason: string): GuestError {
  return new GuestError({
    headline: `${what}: cannot reach the guest: ${reason}`,
    next: "check that the VM is still running",
  });
}
