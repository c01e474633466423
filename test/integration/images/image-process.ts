// Starts programs/ensure-image.ts and follows its output.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { onTestFinished } from "vitest";
import type { LogEntry } from "../../../src/base/log.ts";
import type { BaseImage, FirstBootRequest, ImageProgress } from "../../../src/images/cache.ts";

/** One line of the program's output. */
export interface ImageEvent {
  readonly log?: LogEntry;
  readonly progress?: ImageProgress;
  readonly completeFirstBoot?: FirstBootRequest;
  readonly image?: BaseImage;
  readonly error?: { readonly code?: string; readonly text: string };
}

/** A running program, killed with the test. */
export interface ImageProcess {
  readonly pid: number;
  /** Its output so far. */
  readonly events: readonly ImageEvent[];
  /** Waits for an output line that `wanted` accepts. */
  until(wanted: (event: ImageEvent) => boolean): Promise<ImageEvent>;
  /** Waits for its exit. */
  ended(): Promise<void>;
  kill(signal: NodeJS.Signals): void;
}

/** Starts it; `before` is a command line to run it with, for example one that changes its view of the file system. */
export function startEnsureImage(
  parameters: readonly string[],
  env: Readonly<Record<string, string>>,
  before: readonly string[] = [],
): ImageProcess {
  const program = fileURLToPath(new URL("./programs/ensure-image.ts", import.meta.url));
  const [command = process.execPath, ...args] = [...before, process.execPath, program, ...parameters];
  const child = spawn(command, args, { env: { ...process.env, ...env }, stdio: ["ignore", "pipe", "inherit"] });
  onTestFinished(() => {
    child.kill("SIGKILL");
  });
  const events: ImageEvent[] = [];
  const news = new EventTarget();
  const output = createInterface({ input: child.stdout });
  output.on("line", (line) => {
    events.push(JSON.parse(line) as ImageEvent);
    news.dispatchEvent(new Event("line"));
  });
  let over = false;
  const ended = Promise.all([once(output, "close"), once(child, "exit")]).then(() => {
    over = true;
    news.dispatchEvent(new Event("line"));
  });
  return {
    pid: child.pid ?? 0,
    events,
    until: async (wanted) => {
      for (;;) {
        const event = events.find(wanted);
        if (event) return event;
        if (over) throw new Error(`the program ended without it: ${JSON.stringify(events)}`);
        await once(news, "line");
      }
    },
    ended: () => ended,
    kill: (signal) => child.kill(signal),
  };
}
