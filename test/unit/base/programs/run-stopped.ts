// Runs a program that stops itself, prints its process id, and exits meanwhile.
import { run } from "../../../../src/base/process/process.ts";

const onLine = (pid: string): void => {
  console.log(pid);
  setTimeout(() => process.exit(0), 300);
};
await run("sh", ["-c", "echo $$; kill -STOP $$"], { timeout: 60_000, onLine });
