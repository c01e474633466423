// Waits until a VNC server sends its banner, which shows that the VM's process is up.
import { setTimeout as delay } from "node:timers/promises";
import { AbortedError, TimeoutError } from "../../base/errors.ts";
import type { Deadline } from "../../base/time/deadline.ts";
import { connectionFailure } from "../connection-failure.ts";
import { RfbFormatError } from "../errors.ts";
import { openTcpConnection } from "../socket-connection.ts";
import { bannerLength, ourMinorVersion, RefusedError } from "./handshake.ts";

/** Milliseconds between two attempts: a closed port refuses at once, and nothing announces that it opens. */
const retryMs = 50;

/**
 * Retries connecting until the server sends its banner, and returns it ("RFB 003.008\n").
 *
 * @throws {VncError} when the deadline passes first (with the last attempt's error), or when what answers is not a VNC
 *   server
 */
export async function probeBanner(host: string, port: number, deadline: Deadline): Promise<string> {
  let last: unknown = new Error("there was no time for an attempt");
  try {
    for (;;) {
      deadline.throwIfOver();
      try {
        return await readBanner(host, port, deadline.signal);
      } catch (error) {
        if (isFinal(error)) throw error;
        last = error;
      }
      await delay(retryMs, undefined, { signal: deadline.signal }).catch(() => deadline.throwIfOver());
    }
  } catch (error) {
    const cause =
      error instanceof TimeoutError && last instanceof Error
        ? new TimeoutError({
            headline: `${error.headline}; the last attempt failed: ${last.message}`,
            facts: error.facts,
            next: error.next,
            cause: last,
          })
        : error;
    throw connectionFailure(cause, { host, port }, "banner");
  }
}

function isFinal(error: unknown): boolean {
  return [TimeoutError, AbortedError, RfbFormatError, RefusedError].some((kind) => error instanceof kind);
}

async function readBanner(host: string, port: number, signal: AbortSignal): Promise<string> {
  const connection = await openTcpConnection(host, port, signal);
  const onAbort = (): void => connection.close(signal.reason);
  signal.addEventListener("abort", onAbort, { once: true });
  try {
    await connection.reader.need(bannerLength);
    const banner = connection.reader.view(bannerLength).toString("latin1");
    ourMinorVersion(banner);
    return banner;
  } finally {
    signal.removeEventListener("abort", onAbort);
    connection.close(new Error("the banner has been read"));
    await connection.closed;
  }
}
