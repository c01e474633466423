// Reports the progress of a copy that takes longer than a second in the log.
import { log } from "../../base/log.ts";
import { toTenths } from "../../base/time/round.ts";
import { toSeconds } from "../../base/time/seconds.ts";

/** Milliseconds to the first line, and between two lines. */
const times = { firstMs: 1000, everyMs: 5000 } as const;

const megabyte = 1e6;

/** The progress of one copy. Dispose of it when the copy has ended. */
export class Progress implements Disposable {
  readonly #what: string;
  readonly #start = performance.now();
  #timer: NodeJS.Timeout;
  #bytes = 0;
  #of: number | undefined;

  /** @param what what is copied, for the log */
  constructor(what: string) {
    this.#what = what;
    this.#timer = setTimeout(() => this.#report(), times.firstMs).unref();
  }

  /** Sets the number of bytes to copy. */
  expect(bytes: number): void {
    this.#of = bytes;
  }

  /** Counts bytes that were copied. */
  add(bytes: number): void {
    this.#bytes += bytes;
  }

  [Symbol.dispose](): void {
    clearTimeout(this.#timer);
  }

  #report(): void {
    const seconds = toTenths(toSeconds(performance.now() - this.#start));
    const [copiedMB, ofMB] = [this.#bytes, this.#of].map((bytes) => bytes && toTenths(bytes / megabyte));
    // Before the first byte the guest packs, and after the last one it verifies and unpacks.
    log.info(this.#what, { seconds, copiedMB, ofMB });
    this.#timer = setTimeout(() => this.#report(), times.everyMs).unref();
  }
}
