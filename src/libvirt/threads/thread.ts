// One worker thread for libvirt calls, as the main thread sees it.
import { describeThrown } from "../../base/errors.ts";
import { WorkerChannel } from "../../base/process/worker-channel.ts";
import type { Reply, Request } from "../messages.ts";
import { enterCall, type InsideFlag, registerThread, unregisterThread } from "./exit.ts";
import type { LibvirtWorker } from "./worker.ts";

/** A worker thread that makes one libvirt call at a time. It keeps the process alive only while a call is pending. */
export class Thread {
  readonly #inside: InsideFlag = registerThread();
  readonly #channel = new WorkerChannel<LibvirtWorker>(new URL("./worker.ts", import.meta.url), {
    name: "demotool-libvirt",
    data: this.#inside,
    onExit: () => unregisterThread(this.#inside),
  });

  /** Whether the thread still runs and can make another call. */
  get alive(): boolean {
    return this.#channel.running;
  }

  /** Makes a call. Never rejects. */
  async run(request: Request): Promise<Reply> {
    enterCall(this.#inside);
    try {
      return await this.#channel.call("run", [request]);
    } catch (error) {
      return { ok: false, failure: { kind: "other", message: describeThrown(error) } };
    }
  }

  /** Gives up the pending call: the process may exit before the reply arrives. */
  abandon(): void {
    this.#channel.abandon();
  }

  /** Ends an idle thread. */
  async end(): Promise<void> {
    await this.#channel.end();
  }
}
