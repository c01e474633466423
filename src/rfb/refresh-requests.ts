// Requests to send pixels again: each is answered once its whole region has been sent.
import type { Region } from "../base/geometry/region.ts";
import { RefreshCoverage } from "./framebuffer/refresh-coverage.ts";
import type { ReceivedUpdate } from "./update.ts";

/** A request that waits for its pixels. */
export interface RefreshRequest extends Disposable {
  /** Resolves once every pixel has been sent; rejects when the connection ends. */
  readonly answered: Promise<void>;
}

interface Pending {
  readonly region: () => Region;
  coverage: RefreshCoverage;
  resolve(): void;
  reject(error: unknown): void;
}

/** The pending requests of one connection. */
export class RefreshRequests {
  readonly #pending = new Set<Pending>();

  /**
   * Adds a request. Disposing of it cancels it.
   *
   * @param region returns the region to wait for; called again after each change of the screen's size
   */
  add(region: () => Region): RefreshRequest {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const pending: Pending = { region, coverage: new RefreshCoverage(region()), resolve, reject };
    this.#pending.add(pending);
    return { answered: promise, [Symbol.dispose]: () => this.#pending.delete(pending) };
  }

  /** Counts the pixels of an update and resolves the requests that are complete. */
  serve({ sent, resized }: Pick<ReceivedUpdate, "sent" | "resized">): void {
    for (const pending of this.#pending) {
      if (resized) pending.coverage = new RefreshCoverage(pending.region());
      for (const region of sent) pending.coverage.add(region);
      if (pending.coverage.complete) pending.resolve();
    }
  }

  /** Rejects all pending requests. */
  fail(error: unknown): void {
    for (const { reject } of this.#pending) reject(error);
  }
}
