// Typed calls to a worker thread: `WorkerChannel` in the main thread, `serve` in the worker.
import { parentPort, Worker } from "node:worker_threads";

/** What a worker does, by name. Parameters and results are cloned (structured clone algorithm). */
export type Handlers = Readonly<Record<string, (...parameters: never[]) => unknown>>;

/** A result whose buffers are moved to the main thread instead of copied. */
export class Transferred<T> {
  readonly value: T;
  readonly buffers: readonly ArrayBuffer[];

  constructor(value: T, buffers: readonly ArrayBuffer[]) {
    this.value = value;
    this.buffers = buffers;
  }
}

/** What a handler answers. */
export type Answer<Handler extends Handlers[string]> =
  ReturnType<Handler> extends Transferred<infer Value> ? Value : ReturnType<Handler>;

/** A call, or a notice, which has no `id` and no reply. */
interface Request {
  readonly id?: number;
  readonly name: string;
  readonly parameters: readonly unknown[];
}

type Reply = { readonly id: number; readonly value: unknown } | { readonly id: number; readonly failure: string };

/** How a worker thread is started. */
export interface WorkerOptions {
  /** The thread's name, for debuggers. */
  readonly name: string;
  /** The thread's `workerData`. */
  readonly data?: unknown;
  /** Called once a thread has died or was ended, before its pending calls are rejected. */
  readonly onExit?: () => void;
}

/**
 * A worker thread that starts with the first call. It keeps the process alive only while a call is pending. When it
 * dies, its pending calls are rejected, and the next call starts another one.
 */
export class WorkerChannel<Served extends Handlers> {
  readonly #file: URL;
  readonly #options: WorkerOptions;
  #thread: Thread | undefined;

  /** @param file the worker's TypeScript file, which calls {@link serve} */
  constructor(file: URL, options: WorkerOptions) {
    // Node runs the source as well as the compiled files; both call the worker by its source's name.
    this.#file = import.meta.url.endsWith(".ts") ? file : new URL(file.href.replace(/\.ts$/, ".js"));
    this.#options = options;
  }

  /** Whether a thread has been started and lives. */
  get running(): boolean {
    return this.#thread !== undefined;
  }

  /**
   * Calls a handler and waits for its answer.
   *
   * @param transfer buffers that are moved to the worker: they are empty on this side from now on
   * @throws {Error} with the worker's stack as its message when the handler throws or the thread dies
   */
  async call<Name extends keyof Served & string>(
    name: Name,
    parameters: Parameters<Served[Name]>,
    transfer: readonly ArrayBuffer[] = [],
  ): Promise<Answer<Served[Name]>> {
    return (await this.#start().call(name, parameters, transfer)) as Answer<Served[Name]>;
  }

  /** Calls a handler without waiting for it. An error that it throws ends the thread. */
  notify<Name extends keyof Served & string>(name: Name, parameters: Parameters<Served[Name]>): void {
    this.#start().notify(name, parameters);
  }

  /** Lets the process end before the pending calls do. */
  abandon(): void {
    this.#thread?.worker.unref();
  }

  /** Ends the thread, if there is one. */
  async end(): Promise<void> {
    await this.#thread?.worker.terminate();
  }

  #start(): Thread {
    if (this.#thread) return this.#thread;
    const thread = new Thread(this.#file, this.#options, () => {
      if (this.#thread !== thread) return;
      this.#thread = undefined;
      this.#options.onExit?.();
    });
    this.#thread = thread;
    return thread;
  }
}

/** One worker thread and its pending calls. */
class Thread {
  readonly worker: Worker;
  readonly #onEnd: () => void;
  readonly #pending = new Map<number, PromiseWithResolvers<unknown>>();
  #lastId = 0;

  /** @param onEnd called when the thread dies, before its calls are rejected; at a failure and again at its exit */
  constructor(file: URL, { name, data }: WorkerOptions, onEnd: () => void) {
    this.#onEnd = onEnd;
    this.worker = new Worker(file, { execArgv: [], name, workerData: data });
    this.worker.unref();
    this.worker.on("message", (reply: Reply) => this.#settle(reply));
    this.worker.on("error", (error) => this.#end(describe(error)));
    this.worker.on("exit", (code) => this.#end(`the worker thread ended with code ${code}`));
  }

  notify(name: string, parameters: readonly unknown[]): void {
    this.worker.postMessage({ name, parameters } satisfies Request);
  }

  call(name: string, parameters: readonly unknown[], transfer: readonly ArrayBuffer[]): Promise<unknown> {
    const id = ++this.#lastId;
    const answer = Promise.withResolvers<unknown>();
    this.worker.postMessage({ id, name, parameters } satisfies Request, transfer);
    this.#pending.set(id, answer);
    this.worker.ref();
    return answer.promise;
  }

  #settle(reply: Reply): void {
    const answer = this.#pending.get(reply.id);
    this.#pending.delete(reply.id);
    if (this.#pending.size === 0) this.worker.unref();
    if ("failure" in reply) answer?.reject(new Error(reply.failure));
    else answer?.resolve(reply.value);
  }

  #end(reason: string): void {
    this.#onEnd();
    const answers = [...this.#pending.values()];
    this.#pending.clear();
    for (const answer of answers) answer.reject(new Error(reason));
  }
}

/** Answers the calls of the main thread, one after the other. For worker threads only. */
export function serve(handlers: Handlers): void {
  parentPort?.on("message", ({ id, name, parameters }: Request) => {
    const handle = handlers[name] as (...parameters: readonly unknown[]) => unknown;
    if (id === undefined) handle(...parameters);
    else answer(id, () => handle(...parameters));
  });
}

function answer(id: number, work: () => unknown): void {
  try {
    const result = work();
    const { value, buffers } = result instanceof Transferred ? result : { value: result, buffers: [] };
    parentPort?.postMessage({ id, value } satisfies Reply, buffers);
  } catch (error) {
    parentPort?.postMessage({ id, failure: describe(error) } satisfies Reply);
  }
}

function describe(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
