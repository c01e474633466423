// A scripted VNC server that records key and pointer events, and answers NumLock as a guest does, and requests of a pixel.
import type { Socket } from "node:net";
import { connectVnc, type VncClient } from "../../../src/rfb/connect.ts";
import { extendedKeyEvent } from "../../../src/rfb/decoders/extended-key-event.ts";
import { ledState } from "../../../src/rfb/decoders/led-state.ts";
import { raw } from "../../../src/rfb/decoders/raw.ts";
import { rectangle, update } from "../rfb/rfb-bytes.ts";
import { scriptedServer, welcome } from "../rfb/rfb-server.ts";

/** A pointer event, as received by the server. */
export interface SeenPointer {
  readonly x: number;
  readonly y: number;
  readonly buttons: number;
}

/** What a server has received from its only client. */
export interface RfbGuest extends AsyncDisposable {
  readonly client: VncClient;
  /** Keys in order, for example `+1e` and `-1e`. */
  readonly keys: string[];
  readonly pointers: SeenPointer[];
}

/** How the server behaves. */
export interface RfbGuestOptions {
  /** Whether NumLock switches its light. Default true. */
  readonly lights?: boolean;
  /** Called for each press of NumLock instead of switching the light; `show` sets the lights. */
  readonly onNumLock?: (presses: number, show: (on: boolean) => void) => void;
}

const unit = { x: 0, y: 0, width: 1, height: 1 };

/** Lengths of a client's messages by type, except SetEncodings. */
const lengths: Readonly<Record<number, number>> = { 0: 20, 3: 10, 4: 8, 5: 6, 255: 12 };

/** Bytes of the client's part of the handshake: banner, security type, shared flag. */
const greeting = 14;

/** Starts a server of 1280x800 pixels and connects to it. */
export async function rfbGuest({ lights = true, onNumLock }: RfbGuestOptions = {}): Promise<RfbGuest> {
  const keys: string[] = [];
  const pointers: SeenPointer[] = [];
  let presses = 0;
  const onMessage = (message: Buffer, socket: Socket): void => {
    const show = (on: boolean): void => {
      socket.write(update(rectangle(unit, ledState, Buffer.from([on ? 2 : 0]))));
    };
    if (message[0] === 3 && message[1] === 0 && message.readUInt16BE(6) === 1) {
      socket.write(update(rectangle(unit, raw, Buffer.alloc(4))));
    } else if (message[0] === 2) {
      socket.write(update(rectangle(unit, extendedKeyEvent)));
      show(false);
    } else if (message[0] === 5) {
      pointers.push({ buttons: message[1] ?? 0, x: message.readUInt16BE(2), y: message.readUInt16BE(4) });
    } else if (message[0] === 255) {
      const [down, code] = [message.readUInt16BE(2) === 1, message.readUInt32BE(8)];
      keys.push(`${down ? "+" : "-"}${code.toString(16)}`);
      if (code !== 0x45 || !down) return;
      presses++;
      if (onNumLock) onNumLock(presses, show);
      else if (lights) show(presses % 2 === 1);
    }
  };
  const server = await scriptedServer((socket) => {
    socket.write(welcome(1280, 800));
    let bytes = Buffer.alloc(0);
    let skip = greeting;
    socket.on("data", (piece: Buffer) => {
      bytes = Buffer.concat([bytes, piece]);
      if (bytes.length < skip) return;
      bytes = bytes.subarray(skip);
      skip = 0;
      for (let length = lengthOf(bytes); length > 0 && bytes.length >= length; length = lengthOf(bytes)) {
        onMessage(bytes.subarray(0, length), socket);
        bytes = bytes.subarray(length);
      }
    });
  });
  const client = await connectVnc(server);
  return {
    client,
    keys,
    pointers,
    [Symbol.asyncDispose]: async () => {
      await client[Symbol.asyncDispose]();
      await server[Symbol.asyncDispose]();
    },
  };
}

/** The length of the first message; 0 if it is incomplete. */
function lengthOf(bytes: Buffer): number {
  if (bytes.length < 4) return 0;
  return bytes[0] === 2 ? 4 + 4 * bytes.readUInt16BE(2) : (lengths[bytes[0] ?? 0] ?? 0);
}
