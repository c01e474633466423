// Starts a tiny VM, warm if it can be, and keeps it until its input ends; says in lines of JSON what it logs and has.
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
