// Finds the TypeScript file and line that a function was called from, in the source as well as in dist/.
import { existsSync, readFileSync } from "node:fs";
import { SourceMap, type SourceOrigin } from "node:module";
import { fileURLToPath } from "node:url";

const maps = new Map<string, SourceMap | undefined>();

/**
 * The place that called `callee`, as `src/vm/boot.ts:42`.
 *
 * Compiled files are mapped back by the source map that lies beside them, without switching on source maps
 * for the whole process, which is the host program's business.
 */
export function callSite(callee: (...parameters: never[]) => unknown): string {
  const holder: { stack?: string } = {};
  Error.captureStackTrace(holder, callee);
  const frame = holder.stack?.split("\n").find((line) => line.trimStart().startsWith("at "));
  const match = /\(?((?:file:\/\/|\/)[^()]*?)(?:\?[^:]*)?:(\d+):(\d+)\)?$/.exec(frame?.trim() ?? "");
  const [, location, line, column] = match ?? [];
  if (location === undefined || line === undefined || column === undefined) return "unknown";
  const file = location.startsWith("file:") ? fileURLToPath(location) : location;
  return original(file, Number(line), Number(column));
}

function original(file: string, line: number, column: number): string {
  const map = file.endsWith(".js") ? mapFor(file) : undefined;
  const origin: Partial<SourceOrigin> | undefined = map?.findOrigin(line, column);
  if (origin?.fileName !== undefined && origin.lineNumber !== undefined) {
    return `${shorten(origin.fileName)}:${origin.lineNumber}`;
  }
  return `${shorten(file)}:${line}`;
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
