// What every way to set the keyboard layout of a desktop looks like: one file each, all listed in index.ts.

/** One way to set the layout. */
export interface LayoutWay {
  /** For messages. */
  readonly name: string;
  /** The program that asks the desktop, by the name of its process: it is ended when it hangs. */
  readonly program: string;
  /**
   * Body of a shell function that root runs: `$1` is the layout, `$2` its variant or empty. It returns
   * {@link notHere} where its desktop does not run, and 0 once the desktop has the layout. `find_process NAME` sets
   * `$pid`, without starting a program: that is slow under emulation.
   */
  readonly script: string;
}

/** What a way's script returns where its desktop does not run. */
export const notHere = 100;
