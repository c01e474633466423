// A screen in memory: the test paints, and decides when the server answers.

import type { Frame } from "../../../src/base/geometry/frame.ts";
import type { Region } from "../../../src/base/geometry/region.ts";
import type { LiveScreen, ScreenUpdate } from "../../../src/base/live-screen.ts";
import type { Deadline } from "../../../src/base/time/deadline.ts";

/** Red, green, blue. */
export type Colour = readonly [number, number, number];

/** A live screen without a server. It answers a refresh at once. */
export class FakeScreen implements LiveScreen {
  framebuffer: Frame;
  readonly pointerState = undefined;
  readonly closed: Promise<Error | undefined>;
  /** Painted before the next refresh is answered: changes the server had not reported. */
  unseen: (() => void) | undefined;
  /** Number of requests to keep the server awake. */
  awake = 0;
  readonly #listeners = new Set<(update: ScreenUpdate) => void>();
  readonly #closing = Promise.withResolvers<Error | undefined>();

  constructor(width = 100, height = 60) {
    this.framebuffer = black(width, height);
    this.closed = this.#closing.promise;
  }

  get width(): number {
    return this.framebuffer.width;
  }

  get height(): number {
    return this.framebuffer.height;
  }

  /** Number of listeners. */
  get listeners(): number {
    return this.#listeners.size;
  }

  /** Paints regions in one update. */
  paint(...areas: readonly (Region & { readonly colour: Colour })[]): void {
    for (const { colour, ...region } of areas) fill(this.framebuffer, region, colour);
    this.#tell({ regions: areas, time: performance.now(), resized: false });
  }

  /** Restarts in black at another size. */
  resize(width: number, height: number): void {
    this.framebuffer = black(width, height);
    this.#tell({ regions: [{ x: 0, y: 0, width, height }], time: performance.now(), resized: true });
  }

  /** Ends the connection. */
  close(reason?: Error): void {
    this.#closing.resolve(reason);
  }

  onUpdate(listener: (update: ScreenUpdate) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  async refresh(deadline: Deadline): Promise<void> {
    deadline.throwIfOver();
    const { unseen } = this;
    this.unseen = undefined;
    if (unseen) unseen();
    else this.#tell({ regions: [], time: performance.now(), resized: false });
  }

  snapshot(): Frame {
    return { ...this.framebuffer, data: this.framebuffer.data.slice() };
  }

  keepAwake(): Disposable {
    this.awake++;
    return { [Symbol.dispose]: () => void this.awake-- };
  }

  onPointer(): () => void {
    return () => {};
  }

  #tell(update: ScreenUpdate): void {
    for (const listener of this.#listeners) listener(update);
  }
}

/** The colour of a pixel. */
export function colourAt({ width, data }: Frame, x: number, y: number): Colour {
  const at = (y * width + x) * 4;
  return [data[at] ?? 0, data[at + 1] ?? 0, data[at + 2] ?? 0];
}

function black(width: number, height: number): Frame {
  const frame = { width, height, data: new Uint8Array(width * height * 4) };
  fill(frame, { x: 0, y: 0, width, height }, [0, 0, 0]);
  return frame;
}

function fill({ width: row, data }: Frame, { x, y, width, height }: Region, colour: Colour): void {
  for (let line = y; line < y + height; line++) {
    for (let column = x; column < x + width; column++) data.set([...colour, 255], (line * row + column) * 4);
  }
}
