// The interface of a live screen, which the RFB client provides to waits and recordings.
import type { Frame } from "./geometry/frame.ts";
import type { Region } from "./geometry/region.ts";
import type { Deadline } from "./time/deadline.ts";

/** An update of the screen. */
export interface ScreenUpdate {
  /**
   * The regions whose pixels actually changed; empty if the server sent unchanged pixels. After a change of size, the
   * whole screen.
   */
  readonly regions: readonly Region[];
  /** When the update began to arrive: `performance.now()`, milliseconds. */
  readonly time: number;
  /** Whether the screen's size changed. */
  readonly resized: boolean;
}

/** The pointer's shape. The pointer is hidden if the width or height is 0. */
export interface CursorShape {
  /** Pixels. */
  readonly width: number;
  /** Pixels. */
  readonly height: number;
  /** The column of the shape's hot spot, which is at the pointer's position. */
  readonly hotX: number;
  /** The row of the shape's hot spot. */
  readonly hotY: number;
  /** RGBA, 4 bytes per pixel, row by row, premultiplied: blend with `shape + screen * (255 - alpha) / 255`. */
  readonly data: Uint8Array;
}

/** The pointer's last position and buttons, with the last shape that the server sent. */
export interface PointerState {
  /** Pixels. */
  readonly x: number;
  /** Pixels. */
  readonly y: number;
  /** The buttons that are down: bit 0 left, 1 middle, 2 right, 3 and 4 the wheel. */
  readonly buttons: number;
  /** Undefined if the server has sent none: then the guest draws the pointer itself. */
  readonly cursor: CursorShape | undefined;
  /** When the state was sent or received: `performance.now()`, milliseconds. */
  readonly time: number;
}

/** The guest's screen, live. */
export interface LiveScreen {
  /** Current width in pixels. */
  readonly width: number;
  /** Current height in pixels. */
  readonly height: number;
  /**
   * The live frame, without the pointer. Updates paint into it; a change of size replaces the object. It is complete
   * inside an {@link onUpdate} listener; at other times it may contain part of an update.
   */
  readonly framebuffer: Frame;
  /** Calls the listener after each update. Returns a function that removes it. */
  onUpdate(listener: (update: ScreenUpdate) => void): () => void;
  /**
   * Requests the whole screen and resolves when all of it has arrived.
   *
   * @param part the part to request instead. Requesting a single pixel is a cheap way to receive all changes up to now,
   *   which the server sends with it
   * @throws {VncError} when the connection ends or the deadline passes first
   */
  refresh(deadline: Deadline, part?: Region): Promise<void>;
  /** Returns a copy of the current frame. */
  snapshot(): Frame;
  /**
   * Keeps the server polling the guest's screen until disposed of, so that changes arrive soon after they happen.
   *
   * @param intervalMs how often; 50 by default, which shows changes after about 80 ms at most
   */
  keepAwake(intervalMs?: number): Disposable;
  /** The pointer; undefined until it is first moved. The framebuffer contains it only if it has no shape. */
  readonly pointerState: PointerState | undefined;
  /**
   * Calls the listener when the pointer's position, buttons or shape have changed. Returns a function that removes it.
   */
  onPointer(listener: (pointer: PointerState) => void): () => void;
  /** Resolves when the screen is no longer available, with the reason; undefined if this side closed it. */
  readonly closed: Promise<Error | undefined>;
}
