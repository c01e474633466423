// The OCR thread: prepares frames for tesseract without blocking recordings on the main thread.
import { serve, Transferred } from "../../base/process/worker-channel.ts";
import type { GreyFrame } from "./grey.ts";
import { findLines, sheetOf } from "./prepare.ts";

const handlers = {
  lines: findLines,
  sheet(lines: readonly GreyFrame[]): Transferred<Uint8Array> {
    const sheet = sheetOf(lines);
    return new Transferred(sheet, [sheet.buffer as ArrayBuffer]);
  },
};

/** The calls that the OCR thread answers. */
export type OcrWorker = typeof handlers;

serve(handlers);
