// Calls a worker thread, then exits while the thread runs. With "abandon", gives up a call that never returns.
import { WorkerChannel } from "../../../../src/base/process/worker-channel.ts";
import type { EchoWorker } from "./echo-worker.ts";

const channel = new WorkerChannel<EchoWorker>(new URL("./echo-worker.ts", import.meta.url), { name: "echo" });
// The thread keeps this process alive until the answer arrives.
process.stdout.write(String(await channel.call("add", [3, 4])));
if (process.argv[2] === "abandon") {
  void channel.call("hang", []);
  channel.abandon();
}
