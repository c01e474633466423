// Finds the TypeScript file and line that a function was called from, both in the source and in dist/.
import { existsSync, readFileSync } from "node:fs";
import { SourceMap, type SourceOrigin } from "node:module";
import { dirname, resolve } from "node:path";
import { fileURLToPath } from "node:url";

/** Frames of {@link callStack}: functions of demotool and Vitest may lie between a call and the caller's own code. */
const stackDepth = 50;

const maps = new Map<string, SourceMap | undefined>();

/** A position in a file, as V8 reports it. */
export interface Place {
  /** Absolute path. */
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/**
 * Returns the position that called `callee`, such as `src/boot/launch.ts:42`.
 *
 * Maps compiled files back by the source map beside them. It does not enable source maps for the whole process, which
 * is up to the host program.
 */
export function callSite(callee: (...parameters: never[]) => unknown): string {
  const place = caller(callee);
  if (place === undefined) return "unknown";
  const { file, line } = original(place) ?? place;
  return `${shorten(file)}:${line}`;
}

/**
 * Returns the absolute paths of the file that called `callee`: the running file and, if its source map names another
 * one, the file that it was compiled from. Empty if the call stack contains no file.
 */
export function callingFiles(callee: (...parameters: never[]) => unknown): string[] {
  const place = caller(callee);
  if (place === undefined) return [];
  const source = original(place)?.file;
  return source === undefined || source === place.file ? [place.file] : [place.file, source];
}

/** Returns the nearest position in a file above `callee`. Node's own code may lie between (`names.map(callee)`). */
function caller(callee: (...parameters: never[]) => unknown): Place | undefined {
  const holder: { stack?: string } = {};
  Error.captureStackTrace(holder, callee);
  return placesIn(holder.stack ?? "").next().value ?? undefined;
}

/** Returns the current call stack, deep enough to contain the caller's own code. */
export function callStack(): string {
  const before = Error.stackTraceLimit;
  Error.stackTraceLimit = stackDepth;
  try {
    return new Error().stack ?? "";
  } finally {
    Error.stackTraceLimit = before;
  }
}

/** Yields the positions in files that a call stack contains, the innermost first. */
export function* placesIn(stack: string): Generator<Place, undefined> {
  for (const frame of stack.split("\n")) {
    const match = /^\s*at (?:.* \(|async )?((?:file:\/\/|\/)[^()?]*)(?:\?[^:()]*)?:(\d+):(\d+)\)?$/.exec(frame);
    const [, location, line, column] = match ?? [];
    if (location === undefined) continue;
    const file = location.startsWith("file:") ? fileURLToPath(location) : location;
    yield { file, line: Number(line), column: Number(column) };
  }
}

/** Maps a position in a compiled file to its source; undefined if there is no source map beside the file. */
export function original({ file, line, column }: Place): Place | undefined {
  const map = file.endsWith(".js") ? mapFor(file) : undefined;
  const origin: Partial<SourceOrigin> | undefined = map?.findOrigin(line, column);
  if (origin?.fileName === undefined || origin.lineNumber === undefined) return undefined;
  const source = origin.fileName.startsWith("file:") ? fileURLToPath(origin.fileName) : origin.fileName;
  return { file: resolve(dirname(file), source), line: origin.lineNumber, column: origin.columnNumber ?? 1 };
}

function mapFor(file: string): SourceMap | undefined {
  if (!maps.has(file)) maps.set(file, readMap(`${file}.map`));
  return maps.get(file);
}

/** Returns undefined for a map that is missing or cannot be read, such as by a process that may open no more files. */
function readMap(path: string): SourceMap | undefined {
  try {
    return existsSync(path) ? new SourceMap(JSON.parse(readFileSync(path, "utf8"))) : undefined;
  } catch {
    return undefined;
  }
}

function shorten(file: string): string {
  const start = Math.max(file.lastIndexOf("/src/"), file.lastIndexOf("/fixtures/"), file.lastIndexOf("/test/"));
  return start < 0 ? file : file.slice(start + 1);
}
