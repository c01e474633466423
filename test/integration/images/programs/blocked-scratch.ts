// Makes a scratch directory that a mount keeps from being removed; prints its path and the log.
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { setLogSink } from "../../../../src/base/log.ts";
import { run } from "../../../../src/base/process/process.ts";
import { createScratchDirectory } from "../../../../src/images/embedded/scratch.ts";

const log: string[] = [];
setLogSink(({ level, message }) => log.push(`${level} ${message}`));
const scratch = await createScratchDirectory();
const mountPoint = join(scratch.path, "mounted");
await mkdir(mountPoint);
await run("mount", ["-t", "tmpfs", "tmpfs", mountPoint], { timeout: 20_000 });
await scratch[Symbol.asyncDispose]();
process.stdout.write(JSON.stringify({ path: scratch.path, log }));
