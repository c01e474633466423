// The way that files take between host and guest: a virtio-serial port, which needs no network in the guest.
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { describeThrown, TimeoutError } from "../../base/errors.ts";
import type { Deadline } from "../../base/time/deadline.ts";
import type { GuestAgent } from "../agent.ts";
import { GuestError } from "../errors.ts";
import { execInGuest } from "../exec.ts";
import { started } from "./await-helper.ts";
import { refusal } from "./failure.ts";

/** Seconds that bytes may still be on their way once the guest has sent all of them. */
const stragglers = 5;

/** What to run in the guest, as root, while bytes are exchanged. */
export interface GuestSide {
  /** A script for sh; its first argument is the port's name. */
  readonly script: string;
  readonly args: readonly string[];
  /** Where the script notes what must not outlive it. */
  readonly note?: string;
  /** Where relative paths begin. */
  readonly cwd: string;
  /** The user whose home that is. */
  readonly user: string;
  /** What is copied, for messages. */
  readonly what: string;
  readonly deadline: Deadline;
}

/** One port of one guest. Copies take it one after the other. */
export class CopyChannel {
  readonly agent: GuestAgent;
  readonly #port: string;
  readonly #findSocket: () => Promise<string | undefined>;
  #last: Promise<unknown> = Promise.resolve();

  /**
   * @param port the port's name in the guest
   * @param findSocket gives the path of the UNIX socket on this host that leads to it
   */
  constructor(agent: GuestAgent, port: string, findSocket: () => Promise<string | undefined>) {
    this.agent = agent;
    this.#port = port;
    this.#findSocket = findSocket;
  }

  /**
   * Runs a script in the guest and, meanwhile, `exchange` on this host with the other end of the port.
   *
   * @throws {GuestError} when the script fails, or the port
   * @throws whatever `exchange` throws
   */
  async transfer<T>(guest: GuestSide, exchange: (socket: Socket) => Promise<T>): Promise<T> {
    return this.between(guest.deadline, () => this.#transfer(guest, exchange));
  }

  /** Does something while no bytes are on their way. */
  async between<T>(deadline: Deadline, work: () => Promise<T>): Promise<T> {
    const before = this.#last;
    const done = Promise.withResolvers<void>();
    this.#last = before.then(() => done.promise);
    try {
      await deadline.race(before);
      return await work();
    } finally {
      done.resolve();
    }
  }

  async #transfer<T>(guest: GuestSide, exchange: (socket: Socket) => Promise<T>): Promise<T> {
    const socket = await this.#connect(guest);
    const failed = new AbortController();
    const mark = randomUUID();
    const exchanged = started(socket, mark).then(() => exchange(socket));
    // What goes wrong on this side ends the script with it, unless the script has ended.
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
      if (result.exitCode !== 0) throw refusal(guest, result);
      return await guest.deadline.race(within(exchanged, socket, guest));
    } catch (error) {
      // In the copy's own words, not in those of the script.
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
    // Whoever reads or writes hears of it; between that, nobody need.
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

/** What the guest has sent is here soon, or it will not come. */
async function within<T>(exchanged: Promise<T>, socket: Socket, { what }: GuestSide): Promise<T> {
  const timer = setTimeout(() => {
    socket.destroy(
      new GuestError({
        headline: `${what}: the guest has sent less than it announced`,
        next: "see whether it changes",
      }),
    );
  }, stragglers * 1000);
  try {
    return await exchanged;
  } finally {
    clearTimeout(timer);
  }
}

function noPort(what: string, reason: string): GuestError {
  return new GuestError({
    headline: `${what}: no way into the guest: ${reason}`,
    next: "check that the VM still runs",
  });
}
