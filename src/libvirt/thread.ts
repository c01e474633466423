// One worker thread seen from the main thread: gives it a request, waits for its reply.
import { Worker } from "node:worker_threads";
import type { Reply, Request } from "./messages.ts";

// Node runs the TypeScript source as well as the compiled file; which one this is, decides.
const workerUrl = new URL(import.meta.url.endsWith(".ts") ? "./worker.ts" : "./worker.js", import.meta.url);

/** A worker thread for libvirt calls. It keeps the program running only while a call is waited for. */
export class Thread {
  readonly #worker = new Worker(workerUrl, { execArgv: [], name: "demotool-libvirt" });
  #waiting: ((reply: Reply) => void) | undefined;
  #alive = true;

  constructor() {
    this.#worker.unref();
    this.#worker.on("message", (reply: Reply) => this.#settle(reply));
    this.#worker.on("error", (error) => {
      this.#alive = false;
      this.#settle(broken(String(error)));
    });
    this.#worker.on("exit", (code) => {
      this.#alive = false;
      this.#settle(broken(`the worker thread ended with code ${code}`));
    });
  }

  /** Whether it can make another call. */
  get alive(): boolean {
    return this.#alive;
  }

  /** Makes a call. Never rejects. Only one at a time. */
  run(request: Request): Promise<Reply> {
    const { promise, resolve } = Promise.withResolvers<Reply>();
    this.#waiting = resolve;
    this.#worker.ref();
    this.#worker.postMessage(request);
    return promise;
  }

  /** Nobody waits for the reply any more: the program may end before it comes. */
  abandon(): void {
    this.#worker.unref();
  }

  /** Ends an idle thread. */
  async end(): Promise<void> {
    await this.#worker.terminate();
  }

  #settle(reply: Reply): void {
    this.#worker.unref();
    this.#waiting?.(reply);
    this.#waiting = undefined;
  }
}

function broken(message: string): Reply {
  return { ok: false, failure: { kind: "other", message } };
}
