// A worker thread for the tests of worker channels.
import { workerData } from "node:worker_threads";
import { serve, Transferred } from "../../../../src/base/process/worker-channel.ts";

let noted = "";

const handlers = {
  add: (a: number, b: number): number => a + b,
  data: (): unknown => workerData,
  length: (bytes: Uint8Array): number => bytes.length,
  zeros(length: number): Transferred<Uint8Array> {
    const bytes = new Uint8Array(length);
    return new Transferred(bytes, [bytes.buffer]);
  },
  note(text: string): void {
    if (text === "") throw new Error("nothing to note");
    noted += text;
  },
  noted: (): string => noted,
  fail(message: string): void {
    throw new Error(message);
  },
  hang(): void {
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
  },
  exit(code: number): void {
    process.exit(code);
  },
};

/** What the thread answers. */
export type EchoWorker = typeof handlers;

serve(handlers);
