// Typed calls to a worker thread: `WorkerChannel` in the main thread, `serve` in the worker.
import { parentPort, Worker } from "node:worker_threads";

/** A worker's functions by name. Parameters and results are cloned (structured clone algorithm). */
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

/** The result of a handler. */
export type Answer<Handler extends Handlers[string]> =
  ReturnType<Handler> extends Transferred<infer Value> ? Value : ReturnType<Handler>;

/** A call, or a notification, which has no `id` and no reply. */
interface Request {
  readonly id?: number;
  readonly name: string;
  readonly parameters: readonly unknown[];
}

type Reply = { readonly id: number; readonly value: unknown } | { readonly id: number; readonly failure: string };

/** Options of a worker thread. */
export interface WorkerOptions {
  /** The thread's name, for debuggers. */
  readonly name: string;
  /** The thread's `workerData`. */
  readonly data?: unknown;
  /** Called when a thread has ended, before its pending calls are rejected. */
  readonly onExit?: () => void;
}

/**
 * A worker thread that starts with the first call. It keeps the process alive only while a call is pending. When the
 * thread dies, its pending calls are rejected, and the next call starts a new one.
 */
export class WorkerChannel<Served extends Handlers> {
  readonly #file: URL;
  readonly #options: WorkerOptions;
  #thread: Thread | undefined;

  /** @param file the worker's TypeScript file, which calls {@link serve} */
  constructor(file: URL, options: WorkerOptions) {
    // Both the source and the compiled files refer to the worker by its source's name.
    this.#file = import.meta.url.endsWith(".ts") ? file : new URL(file.href.replace(/\.ts$/, ".js"));
    this.#options = options;
  }

  /** Whether a thread is running. */
  get running(): boolean {
    return this.#thread !== undefined;
  }

  /**
   * Calls a handler and waits for its result.
   *
   * @param transfer buffers to move to the worker, which detaches them on this side
   * @throws {Error} with the worker's stack as its message when the handler throws or the thread dies
   */
  async call<Name extends keyof Served & string>(
    name: Name,
    parameters: Parameters<Served[Name]>,
    transfer: readonly ArrayBuffer[] = [],
  ): Promise<Answer<Served[Name]>> {
    return (await this.#start().call(name, parameters, transfer)) as Answer<Served[Name]>;
  }

  /** Calls a handler without waiting for it. If it throws, the thread ends. */
  notify<Name extends keyof Served & string>(name: Name, parameters: Parameters<Served[Name]>): void {
    this.#start().notify(name, parameters);
  }

  /** Lets the process exit before the pending calls return. */
  abandon(): void {
    this.#thread?.worker.unref();
  }

  /** Terminates the thread, if there is one. */
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

  /** @param onEnd called when the thread ends, before its calls are rejected; after a failure, again at its exit */
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

/** Answers the calls of the main thread one at a time. For worker threads only. */
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
