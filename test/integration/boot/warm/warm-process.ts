// Starts programs/warm-vm.ts and follows its output.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { onTestFinished } from "vitest";
import type { LogEntry } from "../../../../src/base/log.ts";

/** What the program reports of its VM. */
export interface ReadyVm {
  /** Undefined: it booted. */
  readonly origin?: string;
  readonly savedBoot?: string;
  readonly boot: string;
  readonly uuid: string;
}

/** A running program, killed with the test. */
export interface WarmProcess {
  /** Its log entries so far. */
  readonly log: readonly LogEntry[];
  /** Resolves once its VM is ready. */
  readonly ready: Promise<ReadyVm>;
  /** Releases the VM and waits for the exit. */
  end(): Promise<void>;
  signal(signal: NodeJS.Signals): void;
  /** Kills it with SIGKILL. */
  kill(): Promise<void>;
}

/** Starts it; `before` is a command line to run it with, for example one that sets a limit. */
export function startWarmVm(place: string, name: string, before: readonly string[] = []): WarmProcess {
  const program = fileURLToPath(new URL("./programs/warm-vm.ts", import.meta.url));
  const [command = process.execPath, ...args] = [...before, process.execPath, program, place, name];
  const child = spawn(command, args, { stdio: ["pipe", "pipe", "inherit"] });
  onTestFinished(() => {
    child.kill("SIGKILL");
  });
  const log: LogEntry[] = [];
  const exited = once(child, "exit");
  const ready = follow(child, log);
  ready.catch(() => {});
  return {
    log,
    ready,
    end: async () => {
      child.stdin?.end();
      await exited;
    },
    signal: (signal) => void child.kill(signal),
    kill: async () => {
      child.kill("SIGKILL");
      await exited;
    },
  };
}

function follow(child: ChildProcess, log: LogEntry[]): Promise<ReadyVm> {
  return new Promise((resolve, reject) => {
    if (!child.stdout) return reject(new Error("the program has no output"));
    const output = createInterface({ input: child.stdout });
    output.on("line", (line) => {
      const event = JSON.parse(line) as { log?: LogEntry; ready?: ReadyVm; error?: string };
      if (event.log) log.push(event.log);
      if (event.ready) resolve(event.ready);
      if (event.error) reject(new Error(event.error));
    });
    output.on("close", () => reject(new Error(`the program ended: ${JSON.stringify(log)}`)));
  });
}
