// Makes a scratch directory that cannot be removed, as something is mounted in it; prints its path and what is logged.
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
