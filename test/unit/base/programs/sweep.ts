// Sweeps the given parent of owned directories, with no file left that it may open.
import { openSync } from "node:fs";
import { OwnedDirectories } from "../../../../src/base/files/owned-directory.ts";
import { setLogSink } from "../../../../src/base/log.ts";

setLogSink(({ message }) => process.stdout.write(`${message}\n`));
const directories = new OwnedDirectories(process.argv[2] ?? "", { noun: "a directory" });
try {
  for (;;) openSync("/dev/null", "r");
} catch (error) {
  process.stdout.write(`${(error as NodeJS.ErrnoException).code}\n`);
}
await directories.sweep();
process.stdout.write("swept\n");
