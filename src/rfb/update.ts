// Reads the messages that a server sends once the handshake is over (RFC 6143 section 7.6).
import type { Region } from "../base/geometry/frame.ts";
import type { Decoder } from "./decoders/decoder.ts";
import { RfbFormatError } from "./errors.ts";
import type { Framebuffer } from "./framebuffer/framebuffer.ts";
import { encoding, serverMessage } from "./messages.ts";
import type { ByteReader } from "./reader.ts";

/** An update that has been painted. */
export interface ReceivedUpdate {
  /** Where pixels really changed. */
  readonly changed: readonly Region[];
  /** What the server sent, changed or not; after a change of size, only what came later. */
  readonly sent: readonly Region[];
  readonly resized: boolean;
  /** When its first byte was there: `performance.now()` in milliseconds. */
  readonly time: number;
}

/** Encodings that carry no pixels of the screen, so that their rectangle need not lie on it. */
const elsewhere: readonly number[] = [
  encoding.desktopSize,
  encoding.extendedDesktopSize,
  encoding.cursor,
  encoding.alphaCursor,
  encoding.extendedKeyEvent,
  encoding.ledState,
];

/** Reads messages up to the next complete framebuffer update, and paints it. */
export async function readUpdate(
  reader: ByteReader,
  framebuffer: Framebuffer,
  decoders: ReadonlyMap<number, Decoder>,
): Promise<ReceivedUpdate> {
  for (;;) {
    await reader.need(1);
    const type = reader.u8();
    if (type === serverMessage.framebufferUpdate) return framebufferUpdate(reader, framebuffer, decoders);
    else if (type === serverMessage.setColourMapEntries) await skipColourMap(reader);
    else if (type === serverMessage.serverCutText) await skipCutText(reader);
    else if (type !== serverMessage.bell) throw new RfbFormatError(`a message of type ${type}`);
  }
}

async function framebufferUpdate(
  reader: ByteReader,
  framebuffer: Framebuffer,
  decoders: ReadonlyMap<number, Decoder>,
): Promise<ReceivedUpdate> {
  const time = performance.now();
  let sent: Region[] = [];
  const before = framebuffer.frame;
  await reader.need(3);
  reader.view(1);
  const count = reader.u16();
  for (let index = 0; index < count; index++) {
    await reader.need(12);
    const rectangle = { x: reader.u16(), y: reader.u16(), width: reader.u16(), height: reader.u16() };
    const kind = reader.s32();
    if (kind === encoding.lastRect) break;
    const decode = decoders.get(kind);
    if (!decode) throw new RfbFormatError(`a rectangle in encoding ${kind}`);
    if (!elsewhere.includes(kind)) {
      framebuffer.check(rectangle);
      sent.push(rectangle);
    }
    framebuffer.damage.beginRectangle();
    const size = framebuffer.frame;
    await decode(reader, framebuffer, rectangle);
    if (framebuffer.frame !== size) sent = [];
  }
  const resized = framebuffer.frame !== before;
  const changes = framebuffer.damage.take();
  const all = { x: 0, y: 0, width: framebuffer.width, height: framebuffer.height };
  return { changed: resized ? [all] : changes, sent, resized, time };
}

async function skipColourMap(reader: ByteReader): Promise<void> {
  await reader.need(5);
  reader.view(3);
  await reader.skip(reader.u16() * 6);
}

async function skipCutText(reader: ByteReader): Promise<void> {
  await reader.need(7);
  reader.view(3);
  await reader.skip(reader.u32());
}
