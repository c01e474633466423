// Reads the messages that a server sends after the handshake (RFC 6143 section 7.6).
import { type Region, wholeOf } from "../base/geometry/region.ts";
import type { ConnectionEncoding } from "./decoders/index.ts";
import { RfbFormatError } from "./errors.ts";
import type { Framebuffer } from "./framebuffer/framebuffer.ts";
import { serverMessage } from "./messages.ts";
import type { ByteReader } from "./reader.ts";

/** An update that has been painted. */
export interface ReceivedUpdate {
  /** The regions whose pixels actually changed. */
  readonly damage: readonly Region[];
  /** The regions that the server sent, changed or not; if the size changed, only those sent after that. */
  readonly sent: readonly Region[];
  readonly resized: boolean;
  /** When its first byte arrived: `performance.now()` in milliseconds. */
  readonly time: number;
}

/** Maximum length of the server's clipboard in bytes, which the client ignores. */
const maxCutTextBytes = 16 * 1024 * 1024;

/**
 * How often an update may paint the whole screen: servers send each pixel once or twice. A few bytes can paint all of
 * it, so that a hostile update could keep this process busy for hours.
 */
const maxCoverage = 8;

type Decoders = ReadonlyMap<number, ConnectionEncoding>;

/** Reads messages up to the next complete framebuffer update, and paints it. */
export async function readUpdate(
  reader: ByteReader,
  framebuffer: Framebuffer,
  decoders: Decoders,
): Promise<ReceivedUpdate> {
  for (;;) {
    await reader.need(1);
    const type = reader.u8();
    if (type === serverMessage.framebufferUpdate) return framebufferUpdate(reader, framebuffer, decoders);
    else if (type === serverMessage.setColourMapEntries) await skipColourMap(reader);
    else if (type === serverMessage.serverCutText) await skipCutText(reader);
    else if (type !== serverMessage.bell) throw new RfbFormatError(`unknown message type ${type}`);
  }
}

async function framebufferUpdate(
  reader: ByteReader,
  framebuffer: Framebuffer,
  decoders: Decoders,
): Promise<ReceivedUpdate> {
  const time = performance.now();
  const before = framebuffer.frame;
  const sent = await paintRectangles(reader, framebuffer, decoders);
  const resized = framebuffer.frame !== before;
  const damage = framebuffer.damage.take();
  const screen = wholeOf(framebuffer);
  return { damage: resized ? [screen] : damage, sent, resized, time };
}

/** Returns the rectangles with pixels; if the size changed, only those sent after that. */
async function paintRectangles(reader: ByteReader, framebuffer: Framebuffer, decoders: Decoders): Promise<Region[]> {
  let sent: Region[] = [];
  const coverage = new Coverage(framebuffer);
  await reader.need(3);
  reader.view(1);
  const count = reader.u16();
  for (let index = 0; index < count; index++) {
    const { rectangle, encoding, decode } = await readHeader(reader, decoders);
    if (encoding.endsUpdate) break;
    if (encoding.paints) {
      framebuffer.check(rectangle);
      coverage.add(rectangle);
      sent.push(rectangle);
    }
    framebuffer.damage.beginRectangle();
    const { frame } = framebuffer;
    await decode(reader, framebuffer, rectangle);
    if (framebuffer.frame !== frame) {
      sent = [];
      coverage.add(framebuffer);
    }
  }
  return sent;
}

type Size = Pick<Region, "width" | "height">;

/** Counts the pixels that an update paints. */
class Coverage {
  #screen: number;
  #painted = 0;

  constructor({ width, height }: Size) {
    this.#screen = width * height;
  }

  /** Adds a rectangle, or the whole of a new screen. Throws if the update paints too often. */
  add({ width, height }: Size): void {
    this.#painted += width * height;
    this.#screen = Math.max(this.#screen, width * height);
    if (this.#painted <= maxCoverage * this.#screen) return;
    throw new RfbFormatError(`an update paints the whole screen more than ${maxCoverage} times`);
  }
}

async function readHeader(
  reader: ByteReader,
  decoders: Decoders,
): Promise<ConnectionEncoding & { readonly rectangle: Region }> {
  await reader.need(12);
  const rectangle = { x: reader.u16(), y: reader.u16(), width: reader.u16(), height: reader.u16() };
  const number = reader.s32();
  const known = decoders.get(number);
  if (!known) throw new RfbFormatError(`unknown encoding ${number}`);
  return { rectangle, ...known };
}

async function skipColourMap(reader: ByteReader): Promise<void> {
  await reader.need(5);
  reader.view(3);
  await reader.skip(reader.u16() * 6);
}

async function skipCutText(reader: ByteReader): Promise<void> {
  await reader.need(7);
  reader.view(3);
  const length = reader.u32();
  if (length > maxCutTextBytes) throw new RfbFormatError(`a clipboard of ${length} bytes is too long`);
  await reader.skip(length);
}
