// Serves a directory over HTTP, with range requests for players that seek.
import { once } from "node:events";
import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { basename, extname, join } from "node:path";
import { pipeline } from "node:stream/promises";

/** A running server; `await using` stops it. */
export interface FileServer extends AsyncDisposable {
  /** For example `http://127.0.0.1:12345`; append a slash and the file's name. */
  readonly url: string;
}

const types: Readonly<Record<string, string>> = { ".mp4": "video/mp4", ".vtt": "text/vtt", ".html": "text/html" };

/** Serves the directory's files, and `pages`: texts by name, without a file on disk. */
export async function serveFiles(directory: string, pages: Readonly<Record<string, string>> = {}): Promise<FileServer> {
  const server = createServer((request, response) => {
    const name = basename(decodeURIComponent(new URL(request.url ?? "", "http://localhost").pathname));
    response.setHeader("content-type", types[extname(name)] ?? "application/octet-stream");
    const page = pages[name];
    if (page !== undefined) response.end(page);
    // A player hangs up when it has enough data.
    else sendFile(join(directory, name), request, response).catch(() => response.destroy());
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function sendFile(path: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const size = await stat(path).then(
    (found) => found.size,
    () => undefined,
  );
  if (size === undefined) {
    response.writeHead(404).end();
    return;
  }
  response.setHeader("accept-ranges", "bytes");
  const [, first, last] = /^bytes=(\d+)-(\d*)$/.exec(request.headers.range ?? "") ?? [];
  const start = Number(first ?? 0);
  const end = Math.min(last ? Number(last) : size - 1, size - 1);
  if (first === undefined) response.writeHead(200, { "content-length": size });
  else response.writeHead(206, { "content-length": end - start + 1, "content-range": `bytes ${start}-${end}/${size}` });
  await pipeline(createReadStream(path, { start, end }), response);
}
