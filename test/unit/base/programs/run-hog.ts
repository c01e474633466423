// Runs a program that takes memory without end, and prints the error that it ends with.
import { run } from "../../../../src/base/process/process.ts";

const fill = "const kept = []; for (;;) kept.push(Buffer.alloc(2 ** 20, 1));";
const error: unknown = await run(process.execPath, ["-e", fill], { timeout: 20_000 }).catch((error: unknown) => error);
process.stdout.write(JSON.stringify(error));
