// The searching thread seen from the main thread: one for all finders, started when the first one opens.
import { Worker } from "node:worker_threads";
import type { Answer, CompareQuestion, LookQuestion, Notice, Reply } from "./messages.ts";

// Node runs the TypeScript source as well as the compiled file; which one this is, decides.
const workerUrl = new URL(import.meta.url.endsWith(".ts") ? "./worker.ts" : "./worker.js", import.meta.url);

/** The questions that no answer has come to yet. */
const waiting = new Map<number, PromiseWithResolvers<unknown>>();
let worker: Worker | undefined;
let calls = 0;

/** Tells the thread something that it does not answer. */
export function tell(notice: Notice): void {
  if (notice.kind === "open" || worker) thread().postMessage(notice);
}

/**
 * Asks the thread and waits for its answer; the program does not end before. The pixels of the question are handed
 * over: they are gone from this side.
 *
 * @throws {Error} when the thread fails
 */
export function ask<Question extends LookQuestion | CompareQuestion>(question: Question): Promise<Answer<Question>> {
  const call = ++calls;
  const answer = Promise.withResolvers<unknown>();
  waiting.set(call, answer);
  const target = thread();
  target.ref();
  target.postMessage({ ...question, call }, pixelsOf(question));
  return answer.promise as Promise<Answer<Question>>;
}

function pixelsOf(question: LookQuestion | CompareQuestion): ArrayBuffer[] {
  const frames =
    question.kind === "look"
      ? question.parts.map(({ frame }) => frame)
      : [question.comparing.expected, question.comparing.actual];
  return frames.map(({ data }) => data.buffer as ArrayBuffer);
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
  const answer = waiting.get(reply.call);
  waiting.delete(reply.call);
  if (waiting.size === 0) worker?.unref();
  if ("value" in reply) answer?.resolve(reply.value);
  else answer?.reject(new Error(reply.failure));
}

function fail(error: unknown): void {
  worker = undefined;
  const answers = [...waiting.values()];
  waiting.clear();
  for (const answer of answers) answer.reject(error);
}
