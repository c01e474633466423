// Starts the programs in this folder, each in its own Node on the TypeScript source.
import { fileURLToPath } from "node:url";
import { execa } from "execa";

/** A program that has printed its first line. */
export interface Program extends AsyncDisposable {
  readonly pid: number;
  readonly firstLine: string;
  /** Sends SIGKILL and waits for the exit. */
  kill(): Promise<void>;
}

/** How to start a program. */
export interface ProgramOptions {
  readonly args?: readonly string[];
  /** A command that starts it, such as `unshare`. */
  readonly within?: readonly string[];
}

/** Starts a program and waits for its first line of output; `await using` kills it. */
export async function startProgram(name: string, { args = [], within = [] }: ProgramOptions = {}): Promise<Program> {
  const path = fileURLToPath(new URL(name, import.meta.url));
  const [command = "", ...words] = [...within, process.execPath, path, ...args];
  const child = execa(command, words, { reject: false, stdin: "pipe" });
  const kill = async (): Promise<void> => {
    child.kill("SIGKILL");
    await child;
  };
  const firstOutput = new Promise<string>((resolve) => child.stdout.once("data", (data) => resolve(String(data))));
  const firstLine = await Promise.race([firstOutput, child.then(() => undefined)]);
  if (firstLine === undefined) throw new Error(`${name} said nothing: ${(await child).stderr}`);
  return { pid: child.pid ?? 0, firstLine: firstLine.trim(), kill, [Symbol.asyncDispose]: kill };
}
