// What runs in a build's directory at the moment.
import { run } from "../../../src/base/process/process.ts";

/** The command lines of programs that were given a path below the directory. */
export async function programsIn(directory: string): Promise<string[]> {
  const { stdout } = await run("ps", ["-eo", "args="], { timeout: 20_000 });
  return stdout.split("\n").filter((line) => line.includes(directory));
}
