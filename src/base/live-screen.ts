// A screen that changes while one looks at it: what the RFB client gives to waits and recordings.

import type { Frame } from "./geometry/frame.ts";
import type { Region } from "./geometry/region.ts";
import type { Deadline } from "./time/deadline.ts";

/** What an update brought. */
export interface ScreenUpdate {
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

/** The pointer's shape. 0 pixels wide or high: the pointer is hidden. */
export interface CursorShape {
  /** Pixels. */
  readonly width: number;
  /** Pixels. */
  readonly height: number;
  /** The pixel of the shape that points, from its left. */
  readonly hotX: number;
  /** The pixel of the shape that points, from its top. */
  readonly hotY: number;
  /** RGBA, 4 bytes each, row by row, colours multiplied by alpha: on a screen, `shape + screen * (255 - alpha) / 255`. */
  readonly data: Uint8Array;
}

/** The pointer as it was last moved, in the shape that the server has last sent. */
export interface PointerState {
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

/** The guest's screen, live. */
export interface LiveScreen {
  /** Pixels, now. */
  readonly width: number;
  /** Pixels, now. */
  readonly height: number;
  /**
   * The live frame, without the pointer: updates paint it; after a change of size it is another object.
   * Inside an {@link onUpdate} listener it is complete; at other times half an update may be in it.
   */
  readonly framebuffer: Frame;
  /** Calls the listener after each update. Returns a function that ends that. */
  onUpdate(listener: (update: ScreenUpdate) => void): () => void;
  /**
   * Asks for the whole screen and resolves when all of it has arrived.
   *
   * @param part the part to ask for instead. A single pixel makes sure, at next to no cost, that whatever has changed
   *   until now is there: it comes with the changes
   * @throws {VncError} when the connection ends or the deadline passes first
   */
  refresh(deadline: Deadline, part?: Region): Promise<void>;
  /** A copy of the current frame. */
  snapshot(): Frame;
  /**
   * Keeps the server looking at the guest's screen, so that changes arrive soon after they happen, until disposed of.
   *
   * @param intervalMs how often; 50 by default, which shows changes after about 80 ms at most
   */
  keepAwake(intervalMs?: number): Disposable;
  /** The pointer now; undefined until it was first moved. It is not in the framebuffer where there is a shape for it. */
  readonly pointerState: PointerState | undefined;
  /**
   * Calls the listener when the pointer has moved, its buttons have changed, or its shape has. Returns a function that
   * ends that.
   */
  onPointer(listener: (pointer: PointerState) => void): () => void;
  /** Resolves when the screen can be seen no more: with the reason, or undefined if this side ended it. */
  readonly closed: Promise<Error | undefined>;
}
