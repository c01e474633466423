// Launches the VM that its argument describes, prints its log as lines of JSON, and keeps the VM until its input ends.
import { setLogSink } from "../../../../src/base/log.ts";
import { launch } from "../../../../src/boot/launch.ts";
import { outputDirectory } from "../../../../src/demo/output-directory.ts";
import type { Registry } from "../../../../src/host/registry.ts";
import type { Run } from "../../../../src/host/run-limit.ts";

/** The launch. */
export interface HeldVm {
  readonly name: string;
  readonly backingFile: string;
  /** The directory for failure artifacts. */
  readonly directory: string;
  readonly cpus: number;
  readonly run?: Run;
  /** A simulated host. */
  readonly registry: Registry;
}

const { name, backingFile, directory, cpus, run, registry }: HeldVm = JSON.parse(process.argv[2] ?? "");
setLogSink(({ message, facts }) => void process.stdout.write(`${JSON.stringify({ message, facts })}\n`));
const machine = await launch({
  name,
  image: "tiny-1",
  disk: { backingFile },
  readiness: { guestAgent: false, session: undefined },
  accelerator: "tcg",
  output: outputDirectory(name, directory),
  options: { memory: 64, cpus, readyDelay: 0, bootTimeout: 120_000 },
  run,
  registry,
});
process.stdin.once("end", () => void machine[Symbol.asyncDispose]().then(() => process.exit())).resume();
