// What a VNC client offers to the layers above.
import type { Deadline } from "../base/deadline.ts";
import type { Frame, Region } from "../base/frame.ts";
import type { VncError } from "./errors.ts";
import type { CursorShape, KeyboardLights } from "./seat.ts";

/** What an update brought. */
export interface VncUpdate {
  /**
   * Where pixels really changed; none if the server sent what was there already. After a change of size, the whole
   * screen.
   */
  readonly regions: readonly Region[];
  /** When the update began to arrive: `performance.now()`, milliseconds. */
  readonly time: number;
  /** Whether the screen has another size than before. */
  readonly resized: boolean;
}

/** The pointer as this client has last moved it, in the shape that the server has last sent. */
export interface VncPointer {
  /** Pixels. */
  readonly x: number;
  /** Pixels. */
  readonly y: number;
  /** The buttons held down: bit 0 left, 1 middle, 2 right, 3 and 4 the wheel. */
  readonly buttons: number;
  /** Undefined where the server has sent none: then the guest draws the pointer itself. */
  readonly cursor: CursorShape | undefined;
  /** When that was sent or received: `performance.now()`, milliseconds. */
  readonly time: number;
}

/** A key that goes down or up. */
export interface ScanCodeEvent {
  /** Scan code of set 1 (XT), as in `0x1e` for the key A and `0xe048` for the arrow up. */
  readonly scanCode: number;
  readonly down: boolean;
}

/** A connection to a VNC server. `await using` closes it. */
export interface VncClient extends AsyncDisposable {
  /** Pixels, now. */
  readonly width: number;
  /** Pixels, now. */
  readonly height: number;
  /** The server's name for the screen: QEMU's is "QEMU (<domain>)". */
  readonly name: string;
  /**
   * The live picture: it changes as updates arrive, and is another object after a change of size. Inside an
   * {@link onUpdate} listener it is complete; at other times half an update may be in it.
   */
  readonly framebuffer: Frame;
  /** Calls the listener after each update. Returns a function that ends that. */
  onUpdate(listener: (update: VncUpdate) => void): () => void;
  /**
   * Asks for the whole screen and resolves when all of it has arrived.
   *
   * @throws {VncError} when the connection ends or the deadline passes first
   */
  refresh(deadline: Deadline): Promise<void>;
  /** A copy of the picture as it is now. */
  snapshot(): Frame;
  /**
   * Keeps QEMU looking at the guest's screen: its server looks less and less often (down to every 3 s) at a screen
   * that was still, and only input makes it alert again. Until disposed of, sends input that means nothing.
   *
   * @param intervalMilliseconds how often; 50 by default, which shows changes after about 80 ms at most
   */
  keepAwake(intervalMilliseconds?: number): Disposable;
  /** Moves the pointer to (x, y), in pixels, with the buttons of the mask held down (bit 0 left, 1 middle, 2 right). */
  pointer(x: number, y: number, buttons?: number): void;
  /**
   * The pointer now; undefined until {@link pointer} was first called. It is not in the framebuffer where the server
   * sends its shape.
   */
  readonly pointerState: VncPointer | undefined;
  /**
   * Calls the listener when the pointer has moved, its buttons have changed, or its shape has. Returns a function that
   * ends that.
   */
  onPointer(listener: (pointer: VncPointer) => void): () => void;
  /** The lights of the guest's keyboard; undefined until the server has told. */
  readonly lights: KeyboardLights | undefined;
  /** Calls the listener when the server has told of the lights. Returns a function that ends that. */
  onLights(listener: (lights: KeyboardLights) => void): () => void;
  /**
   * Resolves once the server has said that it takes scan codes.
   *
   * @throws {VncError} when the connection ends or the deadline passes first
   */
  awaitScanCodes(deadline: Deadline): Promise<void>;
  /** Presses and releases keys by their places on the keyboard, all in one message. {@link awaitScanCodes} first. */
  scanCodes(events: readonly ScanCodeEvent[]): void;
  /** Presses or releases the key with X11's number `keysym`. */
  key(keysym: number, down: boolean): void;
  /** Resolves when the connection has ended: with the reason, or undefined if this side closed it. */
  readonly closed: Promise<VncError | undefined>;
}
