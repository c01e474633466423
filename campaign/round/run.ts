// One run of Vitest in a round.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as delay } from "node:timers/promises";
import { isRunning, signal } from "../support/processes.ts";
import type { Place } from "./place.ts";

/** How a run differs from a plain one. */
export interface RunSettings {
  /** Added to the round's environment. */
  readonly env?: Readonly<Record<string, string>>;
  /** The start of its command line, such as `["prlimit", "--nofile=64"]`. */
  readonly prefix?: readonly string[];
}

/** The end of a run. */
export interface RunEnd {
  /** Undefined if a signal ended it. */
  readonly exitCode: number | undefined;
  readonly output: string;
  readonly durationMs: number;
  /** Whether it had to be killed because its time was up. */
  readonly overdue: boolean;
}

/** A run of Vitest. */
export interface Run {
  readonly pid: number;
  /** Calls back with each line of its output. */
  onLine(listener: (line: string) => void): void;
  isAlive(): boolean;
  readonly end: Promise<RunEnd>;
}

/** Starts Vitest as the round's user; kills it after the limit. */
export function startRun(place: Place, limitMs: number, { env = {}, prefix = [] }: RunSettings = {}): Run {
  const { lab } = place;
  const vitest = [lab.node, join(lab.nodeModules, "vitest/vitest.mjs"), "run", "--no-color"];
  const [program = "", ...args] = [...prefix, ...vitest];
  const started = performance.now();
  const child = spawn(program, args, {
    cwd: place.project,
    env: { ...place.environment, ...env },
    stdio: ["ignore", "pipe", "pipe"],
    // Ctrl-C ends the campaign after its current rounds, not the runs in them.
    detached: true,
    ...(lab.account.isRoot && { uid: lab.account.uid, gid: lab.account.gid }),
  });
  const { pid } = child;
  if (pid === undefined) throw new Error(`${program} did not start`);
  let overdue = false;
  const timer = setTimeout(() => {
    overdue = true;
    signal(pid, "SIGKILL");
  }, limitMs);
  const closed = once(child, "close");
  // Children that outlive Vitest may keep its output open: its end is the end of its process.
  const exited = once(child, "exit").then(([code]: (number | null)[]) => code ?? undefined);
  const lines: string[] = [];
  const listeners: ((line: string) => void)[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    createInterface({ input: stream }).on("line", (line) => {
      lines.push(line);
      for (const listener of listeners) listener(line);
    });
  }
  const end = exited.then(async (exitCode): Promise<RunEnd> => {
    clearTimeout(timer);
    const durationMs = performance.now() - started;
    await Promise.race([closed, delay(200)]);
    return { exitCode, output: lines.join("\n"), durationMs, overdue };
  });
  return { pid, onLine: (listener) => listeners.push(listener), isAlive: () => isRunning(pid), end };
}

/** Whether a run failed with an error of the language, which tells a user nothing, rather than one of demotool. */
export function hasRawError({ output }: Pick<RunEnd, "output">): boolean {
  return /^(?:TypeError|RangeError|ReferenceError|SyntaxError|ERR_\w+): /m.test(output);
}
