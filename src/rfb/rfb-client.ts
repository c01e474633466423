// Implements VncClient over RFB after the handshake: requests and reads updates until the connection ends.
import { setImmediate as nextTurn } from "node:timers/promises";
import { AbortedError } from "../base/errors.ts";
import type { Frame } from "../base/geometry/frame.ts";
import { type Region, wholeOf } from "../base/geometry/region.ts";
import type { PointerState, ScreenUpdate } from "../base/live-screen.ts";
import type { Deadline } from "../base/time/deadline.ts";
import { Attention } from "./attention.ts";
import { connectionFailure, type Endpoint } from "./connection-failure.ts";
import type { Encoding } from "./decoders/encoding.ts";
import { createDecoders, knownEncodings } from "./decoders/index.ts";
import { VncError } from "./errors.ts";
import { Framebuffer } from "./framebuffer/framebuffer.ts";
import type { ServerInit } from "./handshake/handshake.ts";
import { Listeners } from "./listeners.ts";
import {
  framebufferUpdateRequest,
  keyEvent,
  pointerEvent,
  scanCodeEvent,
  setEncodings,
  setPixelFormat,
} from "./messages.ts";
import { PointerRecord } from "./pointer-record.ts";
import { RefreshRequests } from "./refresh-requests.ts";
import { type KeyboardLights, ServerState } from "./server-state.ts";
import type { SocketConnection } from "./socket-connection.ts";
import { readUpdate } from "./update.ts";
import type { ScanCodeEvent, SentInput, VncClient } from "./vnc-client.ts";

/** Milliseconds of work on what a server has sent, after which timers and other connections get their turn. */
const turnMs = 20;

/** The client that `connectVnc` returns. */
export class RfbClient implements VncClient {
  readonly name: string;
  readonly closed: Promise<VncError | undefined>;
  readonly #endpoint: Endpoint;
  readonly #connection: SocketConnection;
  readonly #framebuffer: Framebuffer;
  readonly #state: ServerState;
  readonly #encodings: ReadonlySet<Encoding>;
  readonly #pointer = new PointerRecord();
  readonly #scanCodesTaken = Promise.withResolvers<void>();
  readonly #listeners = new Listeners<ScreenUpdate>();
  readonly #lightsListeners = new Listeners<KeyboardLights>();
  readonly #refreshes = new RefreshRequests();
  readonly #attention: Attention;
  #lastInput: SentInput | undefined;
  #failure: VncError | undefined;

  /** @param encodings the encodings to announce to the server, the preferred first */
  constructor(endpoint: Endpoint, connection: SocketConnection, server: ServerInit, encodings: readonly Encoding[]) {
    this.#endpoint = endpoint;
    this.#connection = connection;
    // A server may send Raw to a client that has not announced it (RFC 6143 section 7.5.2).
    this.#encodings = new Set([...encodings, ...knownEncodings]);
    this.#attention = new Attention((message) => connection.send(message));
    this.#framebuffer = new Framebuffer(server.width, server.height, server.order);
    // QEMU sends cursors with alpha as it stores them, blue first; the specification and other servers put red first.
    const alphaCursors = server.name.startsWith("QEMU") ? "bgr" : "rgb";
    this.#state = new ServerState({ pixels: server.order, alphaCursors });
    this.#scanCodesTaken.promise.catch(() => {});
    this.name = server.name;
    connection.send(setPixelFormat(server.order));
    connection.send(setEncodings(encodings));
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
    using request = this.#refreshes.add(() => part ?? this.#screen);
    try {
      this.#attention.nudge();
      this.#request(false, part);
      await deadline.race(request.answered);
    } catch (error) {
      throw connectionFailure(error, this.#endpoint, "refresh");
    }
  }

  snapshot(): Frame {
    return this.#framebuffer.snapshot();
  }

  keepAwake(intervalMs = 50): Disposable {
    return this.#attention.keep(intervalMs);
  }

  pointer(x: number, y: number, buttons = 0): void {
    const within = (value: number, size: number): number => Math.min(Math.max(Math.round(value), 0), size - 1);
    const [column, row] = [within(x, this.width), within(y, this.height)];
    this.#sendInput("pointer", pointerEvent(column, row, buttons));
    this.#pointer.moved(column, row, buttons);
  }

  get pointerState(): PointerState | undefined {
    return this.#pointer.state;
  }

  onPointer(listener: (pointer: PointerState) => void): () => void {
    return this.#pointer.follow(listener);
  }

  get lastInput(): SentInput | undefined {
    return this.#lastInput;
  }

  get lights(): KeyboardLights | undefined {
    return this.#state.lights;
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
    this.#sendInput("keyboard", Buffer.concat(events.map(({ scanCode, down }) => scanCodeEvent(scanCode, down))));
  }

  key(keysym: number, down: boolean): void {
    this.#sendInput("keyboard", keyEvent(keysym, down));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#connection.close(this.#closedHere());
    await this.#connection.closed;
    await this.closed;
  }

  async #readUpdates(): Promise<VncError | undefined> {
    const decoders = createDecoders(this.#state, this.#encodings);
    const { reader } = this.#connection;
    try {
      for (let turn = performance.now(); ; ) {
        if (reader.available > 0 && performance.now() - turn > turnMs) {
          await nextTurn();
          turn = performance.now();
        }
        const { lights } = this.#state;
        const update = await readUpdate(reader, this.#framebuffer, decoders);
        // After a change of size the framebuffer is black, which the server does not know: request all of it.
        this.#request(!update.resized);
        this.#refreshes.serve(update);
        if (this.#state.takesScanCodes) this.#scanCodesTaken.resolve();
        this.#pointer.shaped(this.#state.cursor);
        if (this.#state.lights && this.#state.lights !== lights) this.#lightsListeners.tell(this.#state.lights);
        this.#listeners.tell({ regions: update.damage, time: update.time, resized: update.resized });
      }
    } catch (error) {
      return this.#end(connectionFailure(error, this.#endpoint, "updates"));
    }
  }

  #end(reason: VncError | AbortedError): VncError | undefined {
    this.#attention.end();
    this.#connection.close(reason);
    this.#failure = reason instanceof VncError ? reason : this.#closedError(reason);
    this.#scanCodesTaken.reject(this.#failure);
    this.#refreshes.fail(this.#failure);
    return reason instanceof VncError ? reason : undefined;
  }

  get #screen(): Region {
    return wholeOf(this);
  }

  #request(incremental: boolean, part = this.#screen): void {
    this.#connection.send(framebufferUpdateRequest(incremental, part));
  }

  #sendInput(device: SentInput["device"], message: Uint8Array): void {
    if (this.#failure) throw this.#failure;
    this.#connection.send(message);
    this.#lastInput = { device, time: performance.now() };
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
