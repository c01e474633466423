// Joins the queue it is given, says when it is in front, and stays there until it is killed.
import { joinQueue } from "../../../../src/base/files/queue.ts";

await joinQueue(process.argv[2] ?? "", { note: "killed" });
process.stdout.write("in front\n");
setInterval(() => {}, 60_000);
