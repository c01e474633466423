// What every way to set the keyboard layout of a desktop looks like: one file each, all listed in index.ts.

/** The environment of a graphical session. */
export type SessionEnvironment = Readonly<Record<string, string>>;

/** One way to set the layout. */
export interface LayoutWay {
  /** For messages. */
  readonly name: string;
  /** Whether a session is set this way. */
  applies(session: SessionEnvironment): boolean;
  /** Who runs the script, with the session's environment: `root`, or the session's user. */
  readonly runsAs: "root" | "user";
  /** Shell script: `$1` is the layout, `$2` its variant or empty. It ends with 0 once the desktop has the layout. */
  readonly script: string;
}
