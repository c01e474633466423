// Starts programs on the host, never through a shell. All of demotool's programs are started here, but for flock(1).
import type { Writable } from "node:stream";
import { execa } from "execa";
import { countOomKills, type OomCounter } from "../cgroup/oom-kills.ts";
import { DemotoolError, type ErrorParts, tail } from "../errors.ts";
import { Deadline } from "../time/deadline.ts";
import { describeDuration } from "../time/seconds.ts";
import { isNotFound, limitedCommand, limiter, type ProcessLimits } from "./limits.ts";
import { describeOomKill } from "./oom.ts";

/** Options of {@link run}. */
export interface RunOptions {
  /** Time limit in milliseconds; the command is killed after it. */
  readonly timeout: number;
  /** Ends the command early. */
  readonly signal?: AbortSignal | undefined;
  /** Added to the environment of this process. */
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  /** Text or bytes for the command's standard input. Default: empty. */
  readonly input?: string | Uint8Array;
  /**
   * Whether it is asked to end (SIGTERM) 5 s before it is killed, since it cleans up after itself. Default: it is killed at
   * once, which also ends a program that was stopped.
   */
  readonly cleansUp?: boolean;
  /** Limits of its memory and processor time. Default: those of this process. */
  readonly limits?: ProcessLimits;
  /** Called with each line of standard output and standard error as it arrives. */
  readonly onLine?: (line: string) => void;
  /** The next step of the error when the command fails. */
  readonly next?: string;
}

/** The output of a host command. */
export interface RunResult {
  readonly stdout: string;
  readonly stderr: string;
  /** Standard output and standard error, interleaved. */
  readonly all: string;
}

/** A host command failed, was not found or took too long (code `PROCESS`). */
export class ProcessError extends DemotoolError {
  readonly command: string;
  /** The exit code, if the command ran and exited by itself. */
  readonly exitCode: number | undefined;
  /** Whether it was killed at its time limit. */
  readonly timedOut: boolean;
  /** Whether the command does not exist. */
  readonly missing: boolean;

  constructor(command: string, result: Pick<Failed, "exitCode" | "timedOut" | "code">, parts: ErrorParts) {
    super("PROCESS", parts);
    this.command = command;
    this.exitCode = result.exitCode;
    this.timedOut = result.timedOut;
    this.missing = result.code === "ENOENT";
  }
}

/**
 * Runs a program and waits for it.
 *
 * @throws {ProcessError} when it cannot be started, exits with a code other than 0, or takes too long
 */
export async function run(command: string, args: readonly string[], options: RunOptions): Promise<RunResult> {
  const oom = countOomKills();
  const [program, ...programArgs] = limitedCommand(command, args, options.limits);
  const child = execa(program, programArgs, {
    all: true,
    reject: false,
    stripFinalNewline: false,
    timeout: Math.ceil(options.timeout),
    killSignal: options.cleansUp ? "SIGTERM" : "SIGKILL",
    forceKillAfterDelay: 5000,
    cleanup: true,
    ...(options.signal && { cancelSignal: options.signal }),
    ...(options.env && { env: options.env }),
    ...(options.cwd !== undefined && { cwd: options.cwd }),
    ...(options.input === undefined ? { stdin: "ignore" as const } : { input: options.input }),
  });
  if (options.onLine) await forwardLines(child.iterable({ from: "all" }), options.onLine);
  const result = await child;
  if (options.signal?.aborted) throw options.signal.reason;
  if (result.failed) throw failure(command, args, options, result, oom);
  return { stdout: result.stdout, stderr: result.stderr, all: result.all ?? "" };
}

/** Options of {@link start}. */
export interface StartOptions {
  /** Called with each chunk of standard output as it arrives. */
  readonly onOutput: (bytes: Buffer) => void;
  /** Added to the environment of this process. */
  readonly env?: Readonly<Record<string, string>>;
  /** The next step of the error when the program fails. */
  readonly next?: string;
}

/** A program that runs until its input or this process ends. */
export interface StartedProgram {
  /** Its standard input. Writing to a program that has ended does nothing. */
  readonly input: Writable;
  /** Resolves when it runs; rejects with a {@link ProcessError} when it cannot be started. */
  readonly started: Promise<void>;
  /**
   * Resolves when it has exited with code 0 and `onOutput` has received all its output. Rejects with a
   * {@link ProcessError} when it could not be started or ended in any other way.
   */
  readonly ended: Promise<void>;
  /** Ends its input and waits for {@link ended}; kills it after `limitMs` milliseconds. */
  finish(limitMs: number): Promise<void>;
  /** Kills it. */
  kill(): void;
}

/** Starts a program that reads its input as a stream. The caller must end it with `finish` or `kill`. */
export function start(command: string, args: readonly string[], options: StartOptions): StartedProgram {
  const oom = countOomKills();
  const child = execa(command, args, {
    reject: false,
    stdin: "pipe",
    buffer: { stdout: false, stderr: true },
    killSignal: "SIGKILL",
    cleanup: true,
    ...(options.env && { env: options.env }),
  });
  child.stdout.on("data", options.onOutput);
  // `ended` reports why it no longer reads.
  child.stdin.on("error", () => {});
  const ended = child.then((result) => {
    if (result.failed)
      throw failure(command, args, { timeout: Infinity, ...options }, { ...result, all: result.stderr }, oom);
  });
  ended.catch(() => {});
  return {
    input: child.stdin,
    started: child.pid === undefined ? ended : Promise.resolve(),
    ended,
    kill: () => void child.kill(),
    finish: async (limitMs) => {
      child.stdin.end();
      try {
        await Deadline.after(limitMs, `the end of ${command}`).race(ended);
      } finally {
        child.kill();
      }
    },
  };
}

async function forwardLines(lines: AsyncIterable<string>, onLine: (line: string) => void): Promise<void> {
  try {
    for await (const line of lines) onLine(line);
  } catch {
    // The command's own failure is reported from its result.
  }
}

interface Failed {
  readonly exitCode?: number | undefined;
  readonly timedOut: boolean;
  readonly signal?: string | undefined;
  readonly code?: string | undefined;
  readonly all?: string | undefined;
  readonly durationMs: number;
}

function failure(
  wanted: string,
  args: readonly string[],
  options: RunOptions,
  found: Failed,
  oom: OomCounter,
): ProcessError {
  const facts = { command: [wanted, ...args].join(" "), elapsedMs: Math.round(found.durationMs) };
  const kills = found.signal === "SIGKILL" && !found.timedOut ? oom.risen() : undefined;
  if (kills) {
    const end = describeOomKill(wanted, kills);
    return new ProcessError(wanted, found, {
      ...end,
      facts: { ...facts, ...end.facts },
      output: tail(found.all ?? ""),
    });
  }
  // A missing program is the limiter's exit code and message; a missing limiter is the system's error.
  const behindLimiter = options.limits !== undefined && isNotFound(found);
  const result = behindLimiter ? { ...found, exitCode: undefined, code: "ENOENT" } : found;
  const missing = result.code === "ENOENT";
  const command = missing && options.limits && !behindLimiter ? limiter : wanted;
  const how = missing
    ? "is not installed, or its folder is not on the PATH"
    : result.timedOut
      ? `took longer than ${describeDuration(options.timeout)}`
      : result.exitCode === undefined
        ? `was killed by ${result.signal ?? result.code ?? "a signal"}`
        : `exited with code ${result.exitCode}`;
  return new ProcessError(command, result, {
    headline: `${command} ${how}`,
    facts,
    output: tail(result.all ?? ""),
    next: missing
      ? `install ${packageOf(command)}`
      : (options.next ?? "see its output above, if any, or run it by hand"),
  });
}

/** The packages of programs that demotool runs. */
const packages: Readonly<Record<string, string>> = {
  ffmpeg: "the package ffmpeg",
  "qemu-img": "the package qemu-utils (Debian, Ubuntu) or qemu-img (Fedora)",
  "virt-builder": "the package guestfs-tools",
  [limiter]: "the package util-linux",
  unshare: "the package util-linux",
};

function packageOf(command: string): string {
  return packages[command] ?? `the package that contains ${command}`;
}
