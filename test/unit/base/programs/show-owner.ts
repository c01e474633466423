// Prints its own owner and runs until its standard input is closed.
import { formatOwner, thisOwner } from "../../../../src/base/files/owner.ts";

process.stdout.write(`${formatOwner(thisOwner)}\n`);
process.stdin.resume();
