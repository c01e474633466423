// Takes a lock, reports it, and holds it until killed.
import { acquireLock } from "../../../../src/base/files/lock.ts";

await acquireLock(process.argv[2] ?? "");
process.stdout.write("held\n");
setInterval(() => {}, 60_000);
