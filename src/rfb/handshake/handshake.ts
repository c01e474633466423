// The RFB handshake (RFC 6143 sections 7.1 to 7.3): protocol version, security, initialisation.
import { printable, printableLine } from "../../base/printable.ts";
import { RfbFormatError } from "../errors.ts";
import { type PixelOrder, setPixelFormat } from "../messages.ts";
import type { ByteReader } from "../reader.ts";
import { challengeLength, challengeResponse } from "./authentication.ts";

/** Options of the handshake. */
export interface HandshakeOptions {
  /** A server that does not ask for it is refused. */
  readonly password?: string | undefined;
  /** Whether other clients may stay connected. */
  readonly shared: boolean;
}

/** What the server reports about its screen. */
export interface ServerInit {
  /** In pixels. QEMU rounds it up to a multiple of 16; the actual size follows with the first update. */
  readonly width: number;
  /** In pixels. */
  readonly height: number;
  readonly name: string;
  /** The server's native order of colours if the client supports it, else one that every server can convert to. */
  readonly order: PixelOrder;
}

/** The server refused the client, with the reason as the message. */
export class RefusedError extends Error {
  override readonly name = "RefusedError";
}

/** Length of a server's banner in bytes. */
export const bannerLength = 12;

const security = { invalid: 0, none: 1, vncAuthentication: 2 } as const;
const pixelFormatBytes = 16;
/** Maximum length of a name or reason in bytes, and of what is kept of it in characters. */
const maxTextBytes = 64 * 1024;
const keptCharacters = 500;

/** Performs the whole handshake. */
export async function handshake(
  reader: ByteReader,
  send: (bytes: Uint8Array) => void,
  options: HandshakeOptions,
): Promise<ServerInit> {
  await reader.need(bannerLength);
  const minor = ourMinorVersion(reader.view(bannerLength).toString("latin1"));
  send(Buffer.from(`RFB 003.00${minor}\n`, "latin1"));
  const type = await agreeOnSecurity(reader, send, minor, options.password);
  if (type === security.vncAuthentication) {
    await reader.need(challengeLength);
    send(challengeResponse(options.password ?? "", reader.view(challengeLength)));
  }
  // Before version 3.8, a server without authentication sends no result.
  if (type !== security.none || minor >= 8) await securityResult(reader, minor);
  send(Buffer.from([options.shared ? 1 : 0]));
  return serverInit(reader);
}

/** Returns the minor version to use with a server that sends this banner: 3, 7 or 8. */
export function ourMinorVersion(banner: string): 3 | 7 | 8 {
  const match = /^RFB (\d{3})\.(\d{3})\n$/.exec(banner);
  if (!match) throw new RfbFormatError(`it sent ${JSON.stringify(printable(banner))} instead of RFB's banner`);
  const version = Number(match[1]) * 1000 + Number(match[2]);
  if (version < 3003) throw new RefusedError(`it supports only ${banner.trim()}`);
  return version >= 3008 ? 8 : version === 3007 ? 7 : 3;
}

async function agreeOnSecurity(
  reader: ByteReader,
  send: (bytes: Uint8Array) => void,
  minor: number,
  password: string | undefined,
): Promise<number> {
  if (minor === 3) {
    await reader.need(4);
    const type = reader.u32();
    if (type === security.invalid) throw new RefusedError(await readText(reader));
    return choose([type], password);
  }
  await reader.need(1);
  const count = reader.u8();
  if (count === 0) throw new RefusedError(await readText(reader));
  await reader.need(count);
  const type = choose([...reader.view(count)], password);
  send(Buffer.from([type]));
  return type;
}

function choose(offered: readonly number[], password: string | undefined): number {
  const withPassword = offered.includes(security.vncAuthentication);
  if (password !== undefined) {
    if (withPassword) return security.vncAuthentication;
    // The VM's server has a password: another program has its port.
    if (offered.includes(security.none)) throw new RefusedError("it does not ask for the password that was set");
  }
  if (offered.includes(security.none)) return security.none;
  if (withPassword) throw new RefusedError("it requires a password and none was given");
  throw new RefusedError(`it offers only the security types ${offered.join(", ")}, none of which demotool supports`);
}

async function securityResult(reader: ByteReader, minor: number): Promise<void> {
  await reader.need(4);
  const result = reader.u32();
  if (result === 0) return;
  throw new RefusedError(minor >= 8 ? await readText(reader) : "authentication failed");
}

async function serverInit(reader: ByteReader): Promise<ServerInit> {
  await reader.need(20);
  const width = reader.u16();
  const height = reader.u16();
  const order = ownOrder(reader.view(pixelFormatBytes));
  return { width, height, order, name: await readText(reader) };
}

/**
 * Converting the pixels of a 1280x800 screen blocks QEMU's main loop, and so the guest, for 8 ms; the client paints
 * them in 2 ms in either order. So the client uses the server's native order if it supports it.
 */
function ownOrder(format: Uint8Array): PixelOrder {
  return Buffer.compare(format.subarray(0, 13), setPixelFormat("bgr").subarray(4, 17)) === 0 ? "bgr" : "rgb";
}

async function readText(reader: ByteReader): Promise<string> {
  await reader.need(4);
  const length = reader.u32();
  if (length > maxTextBytes) throw new RfbFormatError(`a text of ${length} bytes is too long`);
  await reader.need(length);
  // QEMU's lengths include the terminating NUL of its reasons, which is not printable.
  return printableLine(reader.view(length).toString("utf8"), keptCharacters);
}
