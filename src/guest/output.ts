// Reads the output of a command in the guest from a file while it grows.
import { StringDecoder } from "node:string_decoder";
import { CappedText, type TextCap } from "../base/capped-text.ts";
import type { Deadline } from "../base/time/deadline.ts";
import type { GuestAgent } from "./agent.ts";
import { GuestError } from "./errors.ts";

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

/** What is kept of an output: more than any test looks at, and little beside the memory of a VM. */
const outputCap: TextCap = { first: 8 * 2 ** 20, last: 8 * 2 ** 20 };

/** What is kept of the output of a command that timed out: more than its error shows, and quick to read. */
export const timedOutCap: TextCap = { first: 0, last: 64 * 2 ** 10 };

/** Origins of guest-file-seek, as numbers: agents before QEMU 2.6 know no names. */
const seekFrom = { start: 0, end: 2 } as const;

/** A file in the guest that a command writes to. Close it at the end. */
export class GuestOutput {
  readonly #agent: GuestAgent;
  readonly #path: string;
  readonly #listener: OutputListener | undefined;
  readonly #decoder = new StringDecoder("utf8");
  #text: CappedText;
  #handle: number | undefined;
  #position = 0;

  /** @param cap how much of it is kept; default: the first and the last 8 MiB */
  constructor(agent: GuestAgent, path: string, listener?: OutputListener, cap: TextCap = outputCap) {
    this.#agent = agent;
    this.#path = path;
    this.#listener = listener;
    this.#text = new CappedText(cap);
  }

  /** Whether {@link finish} left something out. */
  get truncated(): boolean {
    return this.#text.cutBytes > 0;
  }

  /**
   * Call it while the command runs: passes on what was added since the last call, and returns whether there was
   * anything. Does nothing without a listener.
   *
   * @throws the deadline's error when it is over first
   */
  async follow(deadline: Deadline): Promise<boolean> {
    if (!this.#listener) return false;
    // The command may not have created the file yet.
    await this.#open(deadline).catch(() => deadline.throwIfOver());
    return this.#handle === undefined ? false : this.#read(deadline, Infinity);
  }

  /**
   * Call it after the command has ended: passes on the rest, and returns the output as UTF-8 text, without its middle
   * if it is too long. Without a listener, what is left out is not even read.
   *
   * @param cap how much of it is kept if there is no listener; default: that of the constructor
   * @throws the deadline's error when it is over first
   */
  async finish(deadline: Deadline, cap?: TextCap): Promise<string> {
    if (cap && !this.#listener) this.#text = new CappedText(cap);
    await this.#open(deadline);
    await this.#read(deadline, this.#listener ? await this.#rest(deadline) : this.#text.missing);
    if (!this.#listener && this.#text.missing === 0) await this.#readEnd(deadline);
    await this.#tell(this.#decoder.end(), deadline);
    return this.#text.toString();
  }

  /** Closes the agent's handle. If that fails, the agent or the guest is gone, and the handle with it. */
  async close(): Promise<void> {
    if (this.#handle !== undefined) {
      await this.#agent.call("guest-file-close", { handle: this.#handle }).catch(() => {});
    }
  }

  async #open(deadline: Deadline): Promise<void> {
    this.#handle ??= await this.#agent.call("guest-file-open", { path: this.#path, mode: "r" }, deadline);
  }

  /** Reads the last bytes that are kept, and no further: a process that runs on may still write. */
  async #readEnd(deadline: Deadline): Promise<void> {
    const size = await this.#seek(0, seekFrom.end, deadline);
    const start = Math.max(this.#position, size - this.#text.cap.last);
    this.#text.skip(start - this.#position);
    this.#position = await this.#seek(start, seekFrom.start, deadline);
    await this.#read(deadline, Math.max(0, size - start));
  }

  /** How many bytes there are still to read, now that the command has ended: what it left running may write on. */
  async #rest(deadline: Deadline): Promise<number> {
    const size = await this.#seek(0, seekFrom.end, deadline);
    this.#position = await this.#seek(this.#position, seekFrom.start, deadline);
    return Math.max(0, size - this.#position);
  }

  async #seek(offset: number, whence: number, deadline: Deadline): Promise<number> {
    const { position } = await this.#agent.call("guest-file-seek", { handle: this.#handle, offset, whence }, deadline);
    return position;
  }

  /** Reads to the end, but at most `most` bytes. Returns whether there were any. */
  async #read(deadline: Deadline, most: number): Promise<boolean> {
    let received = 0;
    while (received < most) {
      const count = Math.min(readBytes, most - received);
      const piece = await this.#agent.call("guest-file-read", { handle: this.#handle, count }, deadline);
      const bytes = piece["buf-b64"];
      if (bytes.length > count) throw this.#tooMuch(bytes.length, count);
      received += bytes.length;
      if (bytes.length > 0) {
        this.#text.add(bytes);
        await this.#tell(this.#decoder.write(bytes), deadline);
      }
      if (piece.eof || bytes.length === 0) break;
    }
    this.#position += received;
    return received > 0;
  }

  async #tell(text: string, deadline: Deadline): Promise<void> {
    if (this.#listener && text !== "") await deadline.race(Promise.resolve(this.#listener(text)));
  }

  #tooMuch(length: number, count: number): GuestError {
    return new GuestError({
      headline: `the guest agent returned ${length} bytes of ${this.#path} instead of at most ${count}`,
      next: "check that the guest's qemu-guest-agent works",
    });
  }
}
