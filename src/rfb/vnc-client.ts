// The interface of a VNC connection for the layers above; rfb-client.ts implements it.
import type { LiveScreen } from "../base/live-screen.ts";
import type { Deadline } from "../base/time/deadline.ts";
import type { VncError } from "./errors.ts";
import type { KeyboardLights } from "./server-state.ts";

/** A key that goes down or up. */
export interface ScanCodeEvent {
  /** Scan code of set 1 (XT), such as `0x1e` for the A key and `0xe048` for the up arrow. */
  readonly scanCode: number;
  readonly down: boolean;
}

/** The last input that a client has sent. */
export interface SentInput {
  readonly device: "keyboard" | "pointer";
  /** When: `performance.now()`, milliseconds. */
  readonly time: number;
}

/** A connection to a VNC server. `await using` closes it. */
export interface VncClient extends LiveScreen, AsyncDisposable {
  /** The server's name for the screen: QEMU's is "QEMU (<domain>)". */
  readonly name: string;
  /**
   * Keeps QEMU polling the guest's screen: without input, its server polls a still screen ever less often (down to
   * every 3 s). Sends input without an effect until disposed of. Default: every 50 ms.
   */
  keepAwake(intervalMs?: number): Disposable;
  /** Moves the pointer to (x, y) in pixels, with these buttons down (bit 0 left, 1 middle, 2 right). */
  pointer(x: number, y: number, buttons?: number): void;
  /** The lights of the guest's keyboard; undefined until the server has sent them. */
  readonly lights: KeyboardLights | undefined;
  /** Calls the listener each time the server sends the lights. Returns a function that removes it. */
  onLights(listener: (lights: KeyboardLights) => void): () => void;
  /**
   * Resolves once the server has announced that it accepts scan codes.
   *
   * @throws {VncError} when the connection ends or the deadline passes first
   */
  awaitScanCodes(deadline: Deadline): Promise<void>;
  /** Presses and releases keys by their scan codes, all at once. Call {@link awaitScanCodes} first. */
  scanCodes(events: readonly ScanCodeEvent[]): void;
  /** Presses or releases the key of an X11 keysym. */
  key(keysym: number, down: boolean): void;
  /** The last input that was sent; undefined until the first. */
  readonly lastInput: SentInput | undefined;
  /** Resolves when the connection has ended, with the reason; undefined if this side closed it. */
  readonly closed: Promise<VncError | undefined>;
}
