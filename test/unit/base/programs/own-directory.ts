// Creates an owned directory in the given parent, prints its path, and runs until its standard input is closed.
import { OwnedDirectories } from "../../../../src/base/files/owned-directory.ts";

const directory = await new OwnedDirectories(process.argv[2] ?? "", { noun: "a directory" }).create("theirs");
process.stdout.write(`${directory.path}\n`);
process.stdin.resume();
