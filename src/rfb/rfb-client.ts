// A connection after its handshake: reads updates for ever and asks for the next ones.

import { AbortedError } from "../base/errors.ts";
import type { Frame, Region } from "../base/geometry/frame.ts";
import type { PointerState, ScreenUpdate } from "../base/live-screen.ts";
import type { Deadline } from "../base/time/deadline.ts";
import type { Connection } from "./connection.ts";
import { connectionFailure, type Endpoint } from "./connection-failure.ts";
import { createDecoders } from "./decoders/index.ts";
import { VncError } from "./errors.ts";
import { Framebuffer } from "./framebuffer/framebuffer.ts";
import { RefreshCoverage } from "./framebuffer/refresh-coverage.ts";
import type { ServerInit } from "./handshake/handshake.ts";
import { Listeners } from "./listeners.ts";
import {
  encoding,
  extendedKeyEvent,
  framebufferUpdateRequest,
  keyEvent,
  pointerEvent,
  setEncodings,
  setPixelFormat,
} from "./messages.ts";
import { PointerRecord } from "./pointer-record.ts";
import { type KeyboardLights, ServerState } from "./server-state.ts";
import { readUpdate } from "./update.ts";
import type { ScanCodeEvent, VncClient } from "./vnc-client.ts";

/** Raw first: on one machine, compressing costs more than copying. */
export const defaultEncodings: readonly number[] = [encoding.raw, encoding.copyRect, encoding.zrle];

const pseudoEncodings = [
  encoding.lastRect,
  encoding.extendedDesktopSize,
  encoding.desktopSize,
  encoding.extendedKeyEvent,
  // A client that knows the lights is trusted with them: QEMU then presses no CapsLock or NumLock of its own.
  encoding.ledState,
];

/** Scroll Lock: QEMU drops the release of a key that is not down, but only after it has become alert. */
const meaninglessKey = 0xff14;

interface Refresh {
  /** Undefined for all of the screen. */
  readonly part: Region | undefined;
  coverage: RefreshCoverage;
  resolve(): void;
  reject(error: unknown): void;
}

/** The client that `connectVnc` returns. */
export class RfbClient implements VncClient {
  readonly name: string;
  readonly closed: Promise<VncError | undefined>;
  readonly #endpoint: Endpoint;
  readonly #connection: Connection;
  readonly #framebuffer: Framebuffer;
  readonly #seat: ServerState;
  readonly #pointer = new PointerRecord();
  readonly #scanCodesTaken = Promise.withResolvers<void>();
  readonly #listeners = new Listeners<ScreenUpdate>();
  readonly #lightsListeners = new Listeners<KeyboardLights>();
  readonly #refreshes = new Set<Refresh>();
  readonly #timers = new Set<NodeJS.Timeout>();
  #failure: VncError | undefined;

  constructor(endpoint: Endpoint, connection: Connection, server: ServerInit, encodings: readonly number[]) {
    this.#endpoint = endpoint;
    this.#connection = connection;
    this.#framebuffer = new Framebuffer(server.width, server.height, server.order);
    // QEMU sends cursors with alpha as it has them, blue first; the specification and others have red first.
    const alphaCursors = server.name.startsWith("QEMU") ? "bgr" : "rgb";
    this.#seat = new ServerState({ pixels: server.order, alphaCursors });
    this.#scanCodesTaken.promise.catch(() => {});
    this.name = server.name;
    connection.send(setPixelFormat(server.order));
    connection.send(setEncodings([...encodings, ...pseudoEncodings]));
    this.#request(false);
    this.closed = this.#readUpdates();
  }

  get width(): number {
    return this.#framebuffer.width;
  }

  get height(): number {
    return this.#framebuffer.height;
  }

  get framebuffer(): Frame {
    return this.#framebuffer.frame;
  }

  onUpdate(listener: (update: ScreenUpdate) => void): () => void {
    return this.#listeners.add(listener);
  }

  async refresh(deadline: Deadline, part?: Region): Promise<void> {
    if (this.#failure) throw this.#failure;
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const refresh: Refresh = { part, coverage: new RefreshCoverage(part ?? this.#all), resolve, reject };
    this.#refreshes.add(refresh);
    try {
      this.#nudge();
      this.#request(false, part);
      await deadline.race(promise);
    } catch (error) {
      throw connectionFailure(error, this.#endpoint, "refresh");
    } finally {
      this.#refreshes.delete(refresh);
    }
  }

  snapshot(): Frame {
    return this.#framebuffer.snapshot();
  }

  keepAwake(intervalMilliseconds = 50): Disposable {
    this.#nudge();
    const timer = setInterval(() => this.#nudge(), intervalMilliseconds);
    timer.unref();
    this.#timers.add(timer);
    return {
      [Symbol.dispose]: () => {
        clearInterval(timer);
        this.#timers.delete(timer);
      },
    };
  }

  pointer(x: number, y: number, buttons = 0): void {
    const within = (value: number, size: number): number => Math.min(Math.max(Math.round(value), 0), size - 1);
    const [column, row] = [within(x, this.width), within(y, this.height)];
    this.#send(pointerEvent(column, row, buttons));
    this.#pointer.moved(column, row, buttons);
  }

  get pointerState(): PointerState | undefined {
    return this.#pointer.state;
  }

  onPointer(listener: (pointer: PointerState) => void): () => void {
    return this.#pointer.follow(listener);
  }

  get lights(): KeyboardLights | undefined {
    return this.#seat.lights;
  }

  onLights(listener: (lights: KeyboardLights) => void): () => void {
    return this.#lightsListeners.add(listener);
  }

  async awaitScanCodes(deadline: Deadline): Promise<void> {
    try {
      await deadline.race(this.#scanCodesTaken.promise);
    } catch (error) {
      throw connectionFailure(error, this.#endpoint, "scan codes");
    }
  }

  scanCodes(events: readonly ScanCodeEvent[]): void {
    this.#send(Buffer.concat(events.map(({ scanCode, down }) => extendedKeyEvent(scanCode, down))));
  }

  key(keysym: number, down: boolean): void {
    this.#send(keyEvent(keysym, down));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#connection.close(this.#closedHere());
    await this.#connection.closed;
    await this.closed;
  }

  async #readUpdates(): Promise<VncError | undefined> {
    const decoders = createDecoders(this.#seat);
    try {
      for (;;) {
        const { lights } = this.#seat;
        const update = await readUpdate(this.#connection.reader, this.#framebuffer, decoders);
        // What was on the screen before the change of size is lost here, and the server need not know.
        this.#request(!update.resized);
        this.#serveRefreshes(update.sent, update.resized);
        if (this.#seat.takesScanCodes) this.#scanCodesTaken.resolve();
        this.#pointer.shaped(this.#seat.cursor);
        if (this.#seat.lights && this.#seat.lights !== lights) this.#lightsListeners.tell(this.#seat.lights);
        this.#listeners.tell({ regions: update.changed, time: update.time, resized: update.resized });
      }
    } catch (error) {
      return this.#end(connectionFailure(error, this.#endpoint, "updates"));
    }
  }

  #end(reason: VncError | AbortedError): VncError | undefined {
    for (const timer of this.#timers) clearInterval(timer);
    this.#connection.close(reason);
    this.#failure = reason instanceof VncError ? reason : this.#closedError(reason);
    this.#scanCodesTaken.reject(this.#failure);
    for (const { reject } of this.#refreshes) reject(this.#failure);
    return reason instanceof VncError ? reason : undefined;
  }

  #serveRefreshes(sent: readonly Region[], resized: boolean): void {
    for (const refresh of this.#refreshes) {
      if (resized) refresh.coverage = new RefreshCoverage(refresh.part ?? this.#all);
      for (const region of sent) refresh.coverage.add(region);
      if (refresh.coverage.complete) refresh.resolve();
    }
  }

  get #all(): Region {
    return { x: 0, y: 0, width: this.width, height: this.height };
  }

  #request(incremental: boolean, part = this.#all): void {
    this.#connection.send(framebufferUpdateRequest(incremental, part));
  }

  #nudge(): void {
    this.#connection.send(keyEvent(meaninglessKey, false));
  }

  #send(message: Uint8Array): void {
    if (this.#failure) throw this.#failure;
    this.#connection.send(message);
  }

  #closedHere(): AbortedError {
    return new AbortedError({ headline: "the VNC connection was closed by this side", next: "connect again" });
  }

  #closedError(cause: AbortedError): VncError {
    const { host, port } = this.#endpoint;
    return new VncError({
      headline: `the VNC connection to ${host}:${port} was closed by this side`,
      facts: { host, port },
      next: "connect again",
      cause,
    });
  }
}
