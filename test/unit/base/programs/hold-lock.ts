// Takes the lock it is given, says so, and keeps it until it is killed.
import { acquireLock } from "../../../../src/base/files/lock.ts";

await acquireLock(process.argv[2] ?? "");
process.stdout.write("held\n");
setInterval(() => {}, 60_000);
