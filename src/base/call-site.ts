// Finds the TypeScript file and line that a function was called from, in the source as well as in dist/.
import { existsSync, readFileSync } from "node:fs";
import { SourceMap, type SourceOrigin } from "node:module";
import { dirname, resolve } from "node:path";
import { fileURLToPath } from "node:url";

/** Frames of {@link callStack}: functions of demotool and of Vitest may lie between a call and the caller's own code. */
const stackDepth = 50;

const maps = new Map<string, SourceMap | undefined>();

/** A place in a file, as V8 names it. */
export interface Place {
  /** Absolute path. */
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/**
 * The place that called `callee`, as `src/boot/launch.ts:42`.
 *
 * Compiled files are mapped back by the source map that lies beside them, without switching on source maps
 * for the whole process, which is the host program's business.
 */
export function callSite(callee: (...parameters: never[]) => unknown): string {
  const place = caller(callee);
  if (place === undefined) return "unknown";
  const { file, line } = original(place) ?? place;
  return `${shorten(file)}:${line}`;
}

/**
 * The absolute paths of the file that called `callee`: the one that runs, and the one that it was compiled from where
 * its source map names another. Empty where the call stack tells no file.
 */
export function callingFiles(callee: (...parameters: never[]) => unknown): string[] {
  const place = caller(callee);
  if (place === undefined) return [];
  const source = original(place)?.file;
  return source === undefined || source === place.file ? [place.file] : [place.file, source];
}

/** The nearest place above `callee` that is in a file: code of Node itself may lie between, as in `names.map(callee)`. */
function caller(callee: (...parameters: never[]) => unknown): Place | undefined {
  const holder: { stack?: string } = {};
  Error.captureStackTrace(holder, callee);
  return placesIn(holder.stack ?? "").next().value ?? undefined;
}

/** The call stack here, deep enough to hold the caller's own code. */
export function callStack(): string {
  const before = Error.stackTraceLimit;
  Error.stackTraceLimit = stackDepth;
  try {
    return new Error().stack ?? "";
  } finally {
    Error.stackTraceLimit = before;
  }
}

/** The places in files that a call stack names, the innermost first. */
export function* placesIn(stack: string): Generator<Place, undefined> {
  for (const frame of stack.split("\n")) {
    const match = /^\s*at (?:.* \(|async )?((?:file:\/\/|\/)[^()]*?)(?:\?[^:]*)?:(\d+):(\d+)\)?$/.exec(frame);
    const [, location, line, column] = match ?? [];
    if (location === undefined) continue;
    const file = location.startsWith("file:") ? fileURLToPath(location) : location;
    yield { file, line: Number(line), column: Number(column) };
  }
}

/** The place that a place in a compiled file was compiled from; undefined where no source map lies beside the file. */
export function original({ file, line, column }: Place): Place | undefined {
  const map = file.endsWith(".js") ? mapFor(file) : undefined;
  const origin: Partial<SourceOrigin> | undefined = map?.findOrigin(line, column);
  if (origin?.fileName === undefined || origin.lineNumber === undefined) return undefined;
  const source = origin.fileName.startsWith("file:") ? fileURLToPath(origin.fileName) : origin.fileName;
  return { file: resolve(dirname(file), source), line: origin.lineNumber, column: origin.columnNumber ?? 1 };
}

function mapFor(file: string): SourceMap | undefined {
  if (!maps.has(file)) {
    const path = `${file}.map`;
    maps.set(file, existsSync(path) ? new SourceMap(JSON.parse(readFileSync(path, "utf8"))) : undefined);
  }
  return maps.get(file);
}

function shorten(file: string): string {
  const start = Math.max(file.lastIndexOf("/src/"), file.lastIndexOf("/fixtures/"), file.lastIndexOf("/test/"));
  return start < 0 ? file : file.slice(start + 1);
}
