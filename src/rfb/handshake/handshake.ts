// The handshake (RFC 6143 sections 7.1 to 7.3): protocol version, security, initialisation.
import { RfbFormatError } from "../errors.ts";
import { type PixelOrder, setPixelFormat } from "../messages.ts";
import type { ByteReader } from "../reader.ts";
import { challengeLength, challengeResponse } from "./authentication.ts";

/** What the handshake needs. */
export interface HandshakeOptions {
  readonly password?: string | undefined;
  /** Whether other clients may stay connected. */
  readonly shared: boolean;
}

/** What the server says of its screen. */
export interface ServerInit {
  /** Pixels. QEMU rounds it up to 16; the true size follows with the first update. */
  readonly width: number;
  /** Pixels. */
  readonly height: number;
  readonly name: string;
  /** The order of colours in the server's own pixels if it is known here, or one that every server can convert to. */
  readonly order: PixelOrder;
}

/** The server refuses the client; the message is its reason. */
export class RefusedError extends Error {
  override readonly name = "RefusedError";
}

/** Bytes in a server's banner. */
export const bannerLength = 12;

const security = { invalid: 0, none: 1, vncAuthentication: 2 } as const;
const pixelFormatBytes = 16;
/** Longest name or reason, in bytes: a garbled length must not fill the memory. */
const maxTextBytes = 64 * 1024;

/** Goes through the whole handshake. */
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
  // Before 3.8 a server sends no result without authentication.
  if (type !== security.none || minor >= 8) await securityResult(reader, minor);
  send(Buffer.from([options.shared ? 1 : 0]));
  return serverInit(reader);
}

/** The minor version to speak with a server of this banner: 3, 7 or 8. */
export function ourMinorVersion(banner: string): 3 | 7 | 8 {
  const match = /^RFB (\d{3})\.(\d{3})\n$/.exec(banner);
  if (!match) throw new RfbFormatError(`${JSON.stringify(banner)} where RFB's banner should be`);
  const version = Number(match[1]) * 1000 + Number(match[2]);
  if (version < 3003) throw new RefusedError(`it speaks ${banner.trim()} only`);
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
  if (password !== undefined && offered.includes(security.vncAuthentication)) return security.vncAuthentication;
  if (offered.includes(security.none)) return security.none;
  if (offered.includes(security.vncAuthentication)) throw new RefusedError("it asks for a password and none was given");
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
 * Converting the pixels of a screen of 1280x800 keeps QEMU's main loop, and so the guest, busy for 8 ms; the client
 * paints them in 2 ms in either order. So the client takes the server's own order if it knows it.
 */
function ownOrder(format: Uint8Array): PixelOrder {
  return Buffer.compare(format.subarray(0, 13), setPixelFormat("bgr").subarray(4, 17)) === 0 ? "bgr" : "rgb";
}

async function readText(reader: ByteReader): Promise<string> {
  await reader.need(4);
  const length = reader.u32();
  if (length > maxTextBytes) throw new RfbFormatError(`a text of ${length} bytes`);
  await reader.need(length);
  // QEMU's lengths include the closing zero of its reasons.
  return reader.view(length).toString("utf8").replace(/\0+$/, "");
}
