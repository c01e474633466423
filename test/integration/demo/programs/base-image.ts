// Makes sure of a base image as a demo does; says on its output, in a line of JSON each, what it logs and how it ends.
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
