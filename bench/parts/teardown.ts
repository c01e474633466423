// Teardown: from the VM's disposal until its domain, overlay and connections are gone.
import { isRunning, qemuOf } from "../support/host-process.ts";
import type { Bench } from "../support/part.ts";
import type { Report } from "../support/report.ts";
import { timedStart } from "../support/timed-start.ts";

/** Seconds. */
const highestSeconds = 1;

/** Ends desktops: the total time, and the time until QEMU itself exits. */
export async function benchTeardown(report: Report, { pairs }: Bench): Promise<void> {
  const all: number[] = [];
  const ended: number[] = [];
  for (let round = 0; round < pairs; round++) {
    let end: Promise<number> | undefined;
    const { teardown } = await timedStart({
      warm: true,
      body: async ({ name }) => {
        end = untilEnd(qemuOf(name));
      },
    });
    all.push(teardown);
    ended.push((await end) ?? Number.NaN);
  }
  report.addRuns("teardown, end of QEMU's process", ended, "s");
  report.addRuns("teardown", all, "s", { highest: highestSeconds });
}

/** Seconds from now to the exit of a process. */
function untilEnd(pid: number): Promise<number> {
  const start = performance.now();
  return new Promise((resolve) => {
    const timer = setInterval(() => {
      if (isRunning(pid)) return;
      clearInterval(timer);
      resolve((performance.now() - start) / 1000);
    }, 2);
  });
}
