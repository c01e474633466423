// The programs that currently run in a build's directory.
import { run } from "../../../src/base/process/process.ts";

/** The command lines of programs with a path below the directory among their arguments. */
export async function programsIn(directory: string): Promise<string[]> {
  const { stdout } = await run("ps", ["-eo", "args="], { timeout: 20_000 });
  return stdout.split("\n").filter((line) => line.includes(directory));
}
