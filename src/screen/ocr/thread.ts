// The main thread's side of the OCR thread, which all readers share. It starts when it is first needed.
import { describeThrown } from "../../base/errors.ts";
import type { Frame } from "../../base/geometry/frame.ts";
import { WorkerChannel } from "../../base/process/worker-channel.ts";
import type { GreyFrame } from "./grey.ts";
import type { UnreadLine } from "./prepare.ts";
import { OcrError } from "./tesseract.ts";
import type { OcrWorker } from "./worker.ts";

const channel = new WorkerChannel<OcrWorker>(new URL("./worker.ts", import.meta.url), { name: "demotool-ocr" });

/**
 * Finds the lines of text of a frame. Its buffer is transferred to the thread.
 *
 * @throws {OcrError} when the thread fails
 */
export function findLinesInWorker(frame: Frame): Promise<UnreadLine[]> {
  return prepared(channel.call("lines", [frame], [frame.data.buffer as ArrayBuffer]));
}

/**
 * Encodes lines for tesseract as a TIFF file with one line per page.
 *
 * @throws {OcrError} when the thread fails
 */
export function sheetInWorker(lines: readonly GreyFrame[]): Promise<Uint8Array> {
  return prepared(channel.call("sheet", [lines]));
}

async function prepared<T>(call: Promise<T>): Promise<T> {
  try {
    return await call;
  } catch (error) {
    throw new OcrError("OCR", {
      headline: "text on the screen cannot be read: the frame could not be prepared",
      output: describeThrown(error),
      next: "report this with a screenshot: it is a bug in demotool",
    });
  }
}
