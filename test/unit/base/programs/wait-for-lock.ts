// Waits for a lock that another program holds, and says so.
import { acquireLock } from "../../../../src/base/files/lock.ts";

await acquireLock(process.argv[2] ?? "", { onWait: () => process.stdout.write("waiting\n") });
