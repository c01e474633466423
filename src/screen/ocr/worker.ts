// A worker thread that prepares pictures for reading, so that the main thread is free for the recording.
import { parentPort } from "node:worker_threads";
import { findLines, sheetOf } from "./prepare.ts";
import type { Reply, Request } from "./requests.ts";

parentPort?.on("message", (request: Request) => {
  try {
    answer(request);
  } catch (error) {
    const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
    parentPort?.postMessage({ id: request.id, failure: message } satisfies Reply);
  }
});

function answer(request: Request): void {
  if (request.kind === "lines") {
    parentPort?.postMessage({ id: request.id, value: findLines(request.frame) } satisfies Reply);
  } else {
    const sheet = sheetOf(request.lines);
    parentPort?.postMessage({ id: request.id, value: sheet } satisfies Reply, [sheet.buffer as ArrayBuffer]);
  }
}
