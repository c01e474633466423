// The searching thread seen from the main thread: one for all finders, started when the first one looks.
import { Worker } from "node:worker_threads";
import type { Reply, Request } from "./messages.ts";
import type { Place } from "./search.ts";

// Node runs the TypeScript source as well as the compiled file; which one this is, decides.
const workerUrl = new URL(import.meta.url.endsWith(".ts") ? "./worker.ts" : "./worker.js", import.meta.url);

/** Answers that are waited for, each finder's in the order of its looks. */
const waiting = new Map<number, PromiseWithResolvers<Answer>[]>();
let worker: Worker | undefined;

type Answer = readonly (Place | undefined)[];

/** Tells the thread something that it does not answer. */
export function tell(request: Extract<Request, { kind: "open" | "close" }>): void {
  if (request.kind === "open" || worker) thread().postMessage(request);
}

/**
 * Asks for a look. The program does not end before the answer.
 *
 * @throws {Error} when the thread fails
 */
export function ask(request: Extract<Request, { kind: "look" }>): Promise<Answer> {
  const answer = Promise.withResolvers<Answer>();
  waiting.set(request.finder, [...(waiting.get(request.finder) ?? []), answer]);
  const target = thread();
  target.ref();
  target.postMessage(
    request,
    request.parts.map(({ frame }) => frame.data.buffer as ArrayBuffer),
  );
  return answer.promise;
}

function thread(): Worker {
  if (worker) return worker;
  const started = new Worker(workerUrl, { execArgv: [], name: "demotool-search" });
  started.unref();
  started.on("message", (reply: Reply) => settle(reply));
  started.on("error", (error) => fail(error));
  started.on("exit", () => fail(new Error("the searching thread has ended")));
  worker = started;
  return started;
}

function settle(reply: Reply): void {
  const queue = waiting.get(reply.finder) ?? [];
  const answer = queue.shift();
  if (queue.length === 0) waiting.delete(reply.finder);
  if (waiting.size === 0) worker?.unref();
  if ("places" in reply) answer?.resolve(reply.places);
  else answer?.reject(new Error(reply.failure));
}

function fail(error: unknown): void {
  worker = undefined;
  const answers = [...waiting.values()].flat();
  waiting.clear();
  for (const answer of answers) answer.reject(error);
}
