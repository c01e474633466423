// Ensures a base image as a demo does; prints its log and its result as lines of JSON.
import { setLogSink } from "../../../../src/base/log.ts";
import { baseImage } from "../../../../src/demo/boot.ts";

function say(event: Record<string, unknown>): void {
  process.stdout.write(`${JSON.stringify(event)}\n`);
}

setLogSink(({ level, message }) => say({ level, message }));
try {
  say({ image: await baseImage(process.argv[2] ?? "", { accelerator: "tcg" }) });
} catch (error) {
  say({ error: String(error) });
}
