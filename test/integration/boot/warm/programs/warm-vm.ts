// Starts a tiny VM, warm if possible, until its input ends; prints its log and the VM's facts as lines of JSON.
import { once } from "node:events";
import { setLogSink } from "../../../../../src/base/log.ts";
import { told, warmVm } from "../../../../support/guests/warm.ts";

function say(event: Record<string, unknown>): void {
  process.stdout.write(`${JSON.stringify(event)}\n`);
}

const [, , place = "", name = ""] = process.argv;
setLogSink((log) => say({ log }));
try {
  await using machine = await warmVm(place, { name });
  say({ ready: { origin: machine.origin, savedBoot: machine.savedBoot, ...(await told(machine)) } });
  process.stdin.resume();
  await once(process.stdin, "end");
} catch (error) {
  say({ error: String(error) });
}
