// What records a screen in the benchmark: each contender is a process of its own, and is driven alike.

/** The VNC server to record. */
export interface VncServer {
  readonly host: string;
  readonly port: number;
  readonly password: string;
}

/** A recording that goes on. */
export interface Take {
  /**
   * Ends the video and waits for it; returns the CPU seconds that recording took, in all processes together.
   *
   * @param wake changes the screen, for a contender that looks up only then
   */
  stop(wake: () => Promise<unknown>): Promise<number>;
  /** Moves the pointer through this recording's own connection; undefined where it only watches. */
  readonly movePointer: ((x: number, y: number, buttons: number) => void) | undefined;
}

/** Something that records. */
export interface Contender {
  readonly name: string;
  /** Resolves when it records. The video may end by itself after so many seconds. */
  start(server: VncServer, path: string, seconds: number): Promise<Take>;
}
