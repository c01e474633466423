// TigerVNC's X server (Debian's package tigervnc-standalone-server), another VNC server to test the client with.

import { createCipheriv } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import getPort from "get-port";

/** A running Xvnc; `await using` stops it. */
export interface TestXvnc extends AsyncDisposable {
  readonly host: string;
  readonly port: number;
  /** The X display, such as `:12345`. */
  readonly display: string;
}

/** Starts Xvnc with X's classic grey pattern and a password, on the display for its port; `clients`: accepts X clients. */
export async function startXvnc(password: string, geometry: string, { clients = false } = {}): Promise<TestXvnc> {
  const directory = await mkdtemp(join(tmpdir(), "demotool-xvnc-"));
  const file = join(directory, "password");
  await writeFile(file, obfuscated(password), { mode: 0o600 });
  const port = await getPort({ host: "127.0.0.1" });
  const security = ["-SecurityTypes", "VncAuth", "-PasswordFile", file];
  const screen = [
    "-geometry",
    geometry,
    "-depth",
    "24",
    "-retro",
    "-ac",
    ...(clients ? ["-RawKeyboard"] : ["-nolisten", "unix"]),
  ];
  const display = `:${port - 5900}`;
  const process = execa("Xvnc", [display, "-rfbport", String(port), "-localhost", ...security, ...screen], {
    reject: false,
    buffer: false,
    cleanup: true,
    stdout: "ignore",
    stderr: "ignore",
  });
  return {
    host: "127.0.0.1",
    port,
    display,
    [Symbol.asyncDispose]: async () => {
      process.kill("SIGTERM");
      await process;
      await rm(directory, { recursive: true, force: true });
    },
  };
}

/** A password file as vncpasswd(1) writes it: encrypted with a well-known key, here with its bits mirrored. */
function obfuscated(password: string): Buffer {
  const key = Buffer.from("e84ad660c4721ae0", "hex");
  const cipher = createCipheriv("des-ede3-ecb", Buffer.concat([key, key, key]), null);
  cipher.setAutoPadding(false);
  return cipher.update(Buffer.from(password.padEnd(8, "\0"), "latin1"));
}
