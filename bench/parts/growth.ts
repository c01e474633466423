// Growth: one, two and four small desktops started at once, until all are ready, and their use of the host.
import { bootMachine } from "../../src/demo/boot.ts";
import { defaultImage } from "../../src/demo/config.ts";
import { outputDirectory } from "../../src/demo/output-directory.ts";
import { ownRun } from "../../src/host/run-limit.ts";
import type { Vm } from "../../src/vm/vm.ts";
import { memoryOf, qemuOf } from "../support/host-process.ts";
import type { Bench } from "../support/part.ts";
import { median, type Report } from "../support/report.ts";
import { diskOf } from "./footprint.ts";

/** How many VMs are started at once. */
const steps = [1, 2, 4] as const;

const rounds = 3;

/** Resources of each VM: small enough for four on any host that runs one of the default size. */
const options = { cpus: 1, memory: 2048 };

/** The measurements of one start of several VMs. */
interface Start {
  /** Seconds until the last one was ready. */
  readonly ready: number;
  /** MiB of memory per QEMU, on average. */
  readonly memory: number;
  /** MiB of disk per VM, on average. */
  readonly disk: number;
}

/** Starts the groups in turn, so that other load on the host affects all figures. They share the host's cores. */
export async function benchGrowth(report: Report, { directory }: Bench): Promise<void> {
  // Makes the saved state for VMs of this size, if there is none yet.
  await start(1, directory);
  const starts = new Map<number, Start[]>(steps.map((count) => [count, []]));
  for (let round = 0; round < rounds; round++) {
    for (const count of steps) starts.get(count)?.push(await start(count, directory));
  }
  for (const [count, taken] of starts) {
    const name = `${count} ${count === 1 ? "VM" : "VMs at once"} of ${options.memory} MiB`;
    const ready = taken.map((each) => each.ready);
    report.addRuns(`${name}, until ${count === 1 ? "it is" : "all are"} ready`, ready, "s");
    report.add(`${name}, memory that each QEMU holds`, median(taken.map(({ memory }) => memory)), "MiB");
    report.add(`${name}, disk of each`, median(taken.map(({ disk }) => disk)), "MiB");
  }
}

async function start(count: number, directory: string): Promise<Start> {
  await using vms = new AsyncDisposableStack();
  const begun = performance.now();
  const boots = Array.from({ length: count }, async (_, index) =>
    vms.use(await boot(`demo-bench-${index}`, directory)),
  );
  const failure = (await Promise.allSettled(boots)).find((outcome) => outcome.status === "rejected");
  if (failure) throw failure.reason;
  const ready = (performance.now() - begun) / 1000;
  const names = Array.from({ length: count }, (_, index) => `demo-bench-${index}`);
  const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
  const disks = await Promise.all(names.map(diskOf));
  return {
    ready,
    memory: sum(names.map((name) => memoryOf(qemuOf(name)))) / count,
    disk: sum(disks) / count / 2 ** 20,
  };
}

function boot(domain: string, directory: string): Promise<Vm> {
  const run = { ...ownRun(), maxVms: Math.max(...steps) };
  return bootMachine({ domain, demo: outputDirectory(domain, directory), image: defaultImage(), options, run });
}
