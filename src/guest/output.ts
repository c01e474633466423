// The output of a command in the guest: a file there, read while it grows.
import { StringDecoder } from "node:string_decoder";
import type { Deadline } from "../base/time/deadline.ts";
import type { GuestAgent } from "./agent.ts";

/**
 * Takes a piece of a command's output: whole characters, but not whole lines. A promise that it returns delays the next
 * piece until it settles.
 */
export type OutputListener = (text: string) => unknown;

/**
 * Bytes per read. libvirt refuses an agent message above 4 MiB, and one above 10 MiB ends the agent's channel for
 * good; the content comes in base64.
 */
const readBytes = 2 ** 20;

interface Piece {
  readonly "buf-b64": string;
  readonly eof: boolean;
}

/** A file that a command in the guest writes. Disposing of it closes it there. */
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
   * While the command runs: passes on what has been added since the last call, and returns whether there was any.
   * Without a listener it does nothing.
   */
  async follow(deadline: Deadline): Promise<boolean> {
    if (!this.#listener) return false;
    // The command may not have made the file yet.
    await this.#open().catch(() => {});
    return this.#handle === undefined ? false : this.#read(deadline);
  }

  /** After the command's end: passes on the rest, and returns everything as UTF-8 text. */
  async finish(deadline: Deadline): Promise<string> {
    await this.#open();
    await this.#read(deadline);
    await this.#tell(this.#decoder.end(), deadline);
    return Buffer.concat(this.#pieces).toString("utf8");
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#handle === undefined) return;
    // If the agent fails to, it or the guest is gone, and the file is closed with it.
    await this.#agent.call("guest-file-close", { handle: this.#handle }).catch(() => {});
  }

  async #open(): Promise<void> {
    this.#handle ??= await this.#agent.call<number>("guest-file-open", { path: this.#path, mode: "r" });
  }

  async #read(deadline: Deadline): Promise<boolean> {
    for (let came = false; ; came = true) {
      deadline.throwIfAborted();
      const piece = await this.#agent.call<Piece>("guest-file-read", { handle: this.#handle, count: readBytes });
      const bytes = Buffer.from(piece["buf-b64"], "base64");
      if (bytes.length > 0) {
        this.#pieces.push(bytes);
        await this.#tell(this.#decoder.write(bytes), deadline);
      }
      if (piece.eof || bytes.length === 0) return came || bytes.length > 0;
    }
  }

  async #tell(text: string, deadline: Deadline): Promise<void> {
    if (!this.#listener || text === "") return;
    const taken = this.#listener(text);
    // What a command printed before its time was up is still passed on.
    await (deadline.isTimeUp() ? taken : deadline.race(Promise.resolve(taken)));
  }
}
