// Runs tesseract on lines of text.
import { availableParallelism } from "node:os";
import { DemotoolError } from "../../base/errors.ts";
import { ProcessError, type RunResult, run } from "../../base/process/process.ts";
import type { Deadline } from "../../base/time/deadline.ts";
import { Semaphore } from "../../base/time/mutex.ts";
import { type TableWord, wordsOf } from "./tsv.ts";

/** Tesseract or its language data is missing, or tesseract failed (code `OCR`). */
export class OcrError extends DemotoolError {}

/**
 * Tesseract's page segmentation modes: 7 for a single line, 13 for a raw line without the search for words and noise.
 */
const modes = { line: "7", raw: "13" } as const;

/**
 * Reads a TIFF file with one line of text per page.
 *
 * @param language as tesseract names it, as in `eng` or `deu+eng`
 * @throws {OcrError} when tesseract or the language's data is not installed
 */
export async function recognise(
  tiff: Uint8Array,
  language: string,
  mode: keyof typeof modes,
  deadline: Deadline,
): Promise<TableWord[]> {
  try {
    const { stdout, stderr } = await processes.run(deadline, () => tesseract(tiff, language, mode, deadline));
    // Tesseract carries on with the languages that it has.
    const missing = missingLanguages(stderr, language);
    if (missing.length > 0) throw withoutData(missing, stderr);
    return wordsOf(stdout);
  } catch (error) {
    throw error instanceof ProcessError ? explained(error, language) : error;
  }
}

/** Maximum number of concurrent tesseract processes. */
export const mostProcesses = Math.min(4, availableParallelism());

const processes = new Semaphore(mostProcesses);

/** MiB for a process, which needs 100 for a line in English. */
const memoryMiB = 4096;

function tesseract(
  tiff: Uint8Array,
  language: string,
  mode: keyof typeof modes,
  deadline: Deadline,
): Promise<RunResult> {
  const limitMs = Math.max(1000, deadline.remaining());
  const options = ["-l", language, "--psm", modes[mode], "--dpi", "300", "-c", "tessedit_create_tsv=1"];
  return run("tesseract", ["stdin", "stdout", ...options], {
    input: tiff,
    // Threads do not pay off for frames this small; several processes run in parallel instead.
    env: { OMP_THREAD_LIMIT: "1" },
    timeout: limitMs,
    limits: { memoryMiB, cpuMs: limitMs },
    signal: deadline.signal,
  });
}

function explained(error: ProcessError, language: string): OcrError {
  if (error.exitCode === undefined && /is not installed/.test(error.headline)) {
    return new OcrError("OCR", {
      headline: "text on the screen cannot be read: tesseract is not installed, or its folder is not on the PATH",
      next: "install tesseract-ocr (Debian, Ubuntu) or tesseract (Fedora)",
      cause: error,
    });
  }
  const output = error.output ?? "";
  const missing = missingLanguages(output, language);
  if (missing.length > 0) return withoutData(missing, output);
  return new OcrError("OCR", {
    headline: `text on the screen cannot be read: ${error.headline}`,
    facts: { language },
    output,
    next: "see its output above, if any; try it by hand on a screenshot: tesseract screenshot.png stdout",
    cause: error,
  });
}

function missingLanguages(output: string, language: string): string[] {
  const named = [...output.matchAll(/Failed loading language '([^']+)'/g)].flatMap(([, name = ""]) => name);
  return named.length > 0 || !/couldn't load any languages/.test(output) ? named : language.split("+");
}

function withoutData(languages: readonly string[], output: string): OcrError {
  const debian = languages.map((name) => `tesseract-ocr-${name.toLowerCase().replaceAll("_", "-")}`).join(" ");
  const fedora = languages.map((name) => `tesseract-langpack-${name}`).join(" ");
  return new OcrError("OCR", {
    headline: `text on the screen cannot be read: tesseract has no data for the language ${languages.join(", ")}`,
    output,
    next: `install ${debian} (Debian, Ubuntu) or ${fedora} (Fedora)`,
  });
}
