// The worker thread seen from the main thread: one for all readers, started when it is first needed.
import { Worker } from "node:worker_threads";
import type { Frame } from "../../base/geometry/frame.ts";
import type { GreyFrame } from "./grey.ts";
import type { UnreadLine } from "./prepare.ts";
import type { Reply, Request } from "./requests.ts";
import { OcrError } from "./tesseract.ts";

// Node runs the TypeScript source as well as the compiled file; which one this is, decides.
const workerUrl = new URL(import.meta.url.endsWith(".ts") ? "./worker.ts" : "./worker.js", import.meta.url);

interface Thread {
  readonly worker: Worker;
  readonly waiting: Map<number, PromiseWithResolvers<unknown>>;
}

let thread: Thread | undefined;
let lastId = 0;

/** The lines of text of a picture, which is the thread's afterwards. */
export async function findLinesInWorker(frame: Frame): Promise<UnreadLine[]> {
  const request: Request = { id: ++lastId, kind: "lines", frame };
  return (await ask(request, [frame.data.buffer as ArrayBuffer])) as UnreadLine[];
}

/** Lines as tesseract reads them: a TIFF file, a line a page. */
export async function sheetInWorker(lines: readonly GreyFrame[]): Promise<Uint8Array> {
  return (await ask({ id: ++lastId, kind: "sheet", lines })) as Uint8Array;
}

/** The thread keeps the program running only while an answer is waited for. */
async function ask(request: Request, transfer: ArrayBuffer[] = []): Promise<unknown> {
  thread ??= start();
  const { worker, waiting } = thread;
  const reply = Promise.withResolvers<unknown>();
  waiting.set(request.id, reply);
  worker.ref();
  worker.postMessage(request, transfer);
  try {
    return await reply.promise;
  } finally {
    waiting.delete(request.id);
    if (waiting.size === 0) worker.unref();
  }
}

function start(): Thread {
  const worker = new Worker(workerUrl, { execArgv: [], name: "demotool-ocr" });
  const started: Thread = { worker, waiting: new Map() };
  worker.unref();
  worker.on("message", (reply: Reply) => {
    const asked = started.waiting.get(reply.id);
    if ("failure" in reply) asked?.reject(broken(reply.failure));
    else asked?.resolve(reply.value);
  });
  const end = (reason: string): void => {
    if (thread === started) thread = undefined;
    for (const asked of started.waiting.values()) asked.reject(broken(reason));
  };
  worker.on("error", (error) => end(String(error)));
  worker.on("exit", (code) => end(`the worker thread ended with code ${code}`));
  return started;
}

function broken(reason: string): OcrError {
  return new OcrError("OCR", {
    headline: "text on the screen cannot be read: the picture could not be prepared",
    output: reason,
    next: "report this with the picture: it is a fault of demotool",
  });
}
