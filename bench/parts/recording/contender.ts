// A recorder in the benchmark: each contender runs in its own process behind the same interface.

/** The VNC server to record. */
export interface VncServer {
  readonly host: string;
  readonly port: number;
  readonly password: string;
}

/** A running recording. */
export interface Take {
  /**
   * Ends the video and waits for it; returns the recording's CPU seconds, summed over all its processes.
   *
   * @param wake changes the screen, for a contender that stops only after an update
   */
  stop(wake: () => Promise<unknown>): Promise<number>;
  /** Moves the pointer through the recording's own connection; undefined for one that only watches. */
  readonly movePointer: ((x: number, y: number, buttons: number) => void) | undefined;
}

/** A recorder. */
export interface Contender {
  readonly name: string;
  /** Resolves when it records. The video may end by itself after this many seconds. */
  start(server: VncServer, path: string, seconds: number): Promise<Take>;
}
