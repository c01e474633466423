// Reads the output of a command in the guest from a file while it grows.
import { StringDecoder } from "node:string_decoder";
import type { Deadline } from "../base/time/deadline.ts";
import type { GuestAgent } from "./agent.ts";

/**
 * Receives a part of a command's output: whole characters, but not necessarily whole lines. If it returns a promise,
 * the next part waits until that settles.
 */
export type OutputListener = (text: string) => unknown;

/**
 * Bytes per read. libvirt rejects an agent message above 4 MiB, and one above 10 MiB closes the agent's channel
 * permanently; the content is encoded in base64.
 */
const readBytes = 2 ** 20;

interface Piece {
  readonly "buf-b64": string;
  readonly eof: boolean;
}

/** A file in the guest that a command writes to. Disposing of it closes the agent's handle. */
export class GuestOutput implements AsyncDisposable {
  readonly #agent: GuestAgent;
  readonly #path: string;
  readonly #listener: OutputListener | undefined;
  readonly #decoder = new StringDecoder("utf8");
  readonly #pieces: Buffer[] = [];
  #handle: number | undefined;

  constructor(agent: GuestAgent, path: string, listener?: OutputListener) {
    this.#agent = agent;
    this.#path = path;
    this.#listener = listener;
  }

  /**
   * Call it while the command runs: passes on what was added since the last call, and returns whether there was
   * anything. Does nothing without a listener.
   */
  async follow(deadline: Deadline): Promise<boolean> {
    if (!this.#listener) return false;
    // The command may not have created the file yet.
    await this.#open().catch(() => {});
    return this.#handle === undefined ? false : this.#read(deadline);
  }

  /** Call it after the command has ended: passes on the rest, and returns the whole output as UTF-8 text. */
  async finish(deadline: Deadline): Promise<string> {
    await this.#open();
    await this.#read(deadline);
    await this.#tell(this.#decoder.end(), deadline);
    return Buffer.concat(this.#pieces).toString("utf8");
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#handle === undefined) return;
    // If this fails, the agent or the guest is gone, and the handle with it.
    await this.#agent.call("guest-file-close", { handle: this.#handle }).catch(() => {});
  }

  async #open(): Promise<void> {
    this.#handle ??= await this.#agent.call<number>("guest-file-open", { path: this.#path, mode: "r" });
  }

  async #read(deadline: Deadline): Promise<boolean> {
    for (let received = false; ; received = true) {
      deadline.throwIfAborted();
      const piece = await this.#agent.call<Piece>("guest-file-read", { handle: this.#handle, count: readBytes });
      const bytes = Buffer.from(piece["buf-b64"], "base64");
      if (bytes.length > 0) {
        this.#pieces.push(bytes);
        await this.#tell(this.#decoder.write(bytes), deadline);
      }
      if (piece.eof || bytes.length === 0) return received || bytes.length > 0;
    }
  }

  async #tell(text: string, deadline: Deadline): Promise<void> {
    if (!this.#listener || text === "") return;
    const taken = this.#listener(text);
    // Output that was printed before the time was up is still passed on.
    await (deadline.isTimeUp() ? taken : deadline.race(Promise.resolve(taken)));
  }
}
