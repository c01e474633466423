// A real X server with cookies, and nothing on it: Xvnc (Debian's package tigervnc-standalone-server).
import { access } from "node:fs/promises";
import { join } from "node:path";
import { execa } from "execa";
import getPort from "get-port";
import { onTestFinished } from "vitest";
import { Deadline } from "../../../src/base/time/deadline.ts";
import { poll } from "../../../src/base/time/poll.ts";
import { testDirectory } from "../domains.ts";
import { type Cookie, writeCookies } from "./cookies.ts";

/**
 * Starts an X server until the test ends.
 *
 * @param cookie the only one that it accepts
 * @returns its display's number
 */
export async function startXServer(cookie: Buffer): Promise<number> {
  const port = await getPort({ host: "127.0.0.1" });
  const display = port - 5900;
  const own: Cookie = { family: "wild", address: "", display: String(display), value: cookie };
  const authority = await writeCookies(join(await testDirectory(), "server"), [own]);
  const vnc = ["-rfbport", String(port), "-localhost", "-SecurityTypes", "None"];
  const server = execa("Xvnc", [`:${display}`, ...vnc, "-auth", authority], {
    reject: false,
    buffer: false,
    stdin: "ignore",
    stdout: "ignore",
    stderr: "ignore",
  });
  onTestFinished(async () => {
    server.kill("SIGTERM");
    await server;
  });
  const isThere = async (): Promise<true | undefined> =>
    access(`/tmp/.X11-unix/X${display}`).then(
      () => true,
      () => undefined,
    );
  await poll(Deadline.after(30_000, "the X server"), 20, isThere);
  return display;
}
