// One worker thread seen from the main thread: gives it a request, waits for its reply.
import { Worker } from "node:worker_threads";
import { enterCall, type InsideFlag, registerThread, unregisterThread } from "./exit.ts";
import type { Reply, Request } from "./messages.ts";

// Node runs the TypeScript source as well as the compiled file; which one this is, decides.
const workerUrl = new URL(import.meta.url.endsWith(".ts") ? "./worker.ts" : "./worker.js", import.meta.url);

/** A worker thread for libvirt calls. It keeps the program running only while a call is waited for. */
export class Thread {
  readonly #inside: InsideFlag = registerThread();
  readonly #worker: Worker;
  #waiting: ((reply: Reply) => void) | undefined;
  #alive = true;

  constructor() {
    this.#worker = new Worker(workerUrl, { execArgv: [], name: "demotool-libvirt", workerData: this.#inside });
    this.#worker.unref();
    this.#worker.on("message", (reply: Reply) => this.#settle(reply));
    this.#worker.on("error", (error) => this.#die(String(error)));
    this.#worker.on("exit", (code) => this.#die(`the worker thread ended with code ${code}`));
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
    enterCall(this.#inside);
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

  #die(reason: string): void {
    this.#alive = false;
    unregisterThread(this.#inside);
    this.#settle({ ok: false, failure: { kind: "other", message: reason } });
  }

  #settle(reply: Reply): void {
    this.#worker.unref();
    this.#waiting?.(reply);
    this.#waiting = undefined;
  }
}
