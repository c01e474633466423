// Input: typing speed in a terminal of the desktop, and whether all of the text arrives.
import { Deadline } from "../../src/base/time/deadline.ts";
import { poll } from "../../src/base/time/poll.ts";
import type { Vm } from "../../src/vm/vm.ts";
import type { Bench } from "../support/part.ts";
import type { Report } from "../support/report.ts";
import { openTerminal } from "../support/terminal.ts";

const ascii = Array.from({ length: 95 }, (_, index) => String.fromCharCode(32 + index)).join("");
const sentence = "The quick brown fox jumps over the lazy dog, 1234567890 times. ";

/** 1,000 characters: a terminal limits a line to 4,096 bytes. */
const typed = `${ascii}${sentence.repeat(20)}`.slice(0, 999).concat("\n");

/** Once per pair: characters per second, and how many of 1,000 did not arrive as typed. */
export async function benchInput(report: Report, bench: Bench): Promise<void> {
  const vm = await bench.desktop();
  await using _ = await openTerminal(vm);
  await vm.keyboard.type("cat >>/tmp/bench-typed\n");
  const rates: number[] = [];
  const lost: number[] = [];
  for (let round = 0; round < bench.pairs; round++) {
    await vm.exec("sh", ["-c", ": >/tmp/bench-typed"]);
    const start = performance.now();
    await vm.keyboard.type(typed, { delay: 0 });
    rates.push((typed.length * 1000) / (performance.now() - start));
    lost.push(differences(typed, await arrived(vm)));
  }
  await vm.keyboard.press("Control+D");
  report.addRuns("input, characters per second", rates, "", { lowest: 200 });
  report.limit("input, characters of 1,000 lost or changed, most", Math.max(...lost), 0);
}

/** What the guest has received, once it is as long as the typed text or after 30 s. */
async function arrived(vm: Vm): Promise<string> {
  let text = "";
  await poll(Deadline.after(30_000, "reading what was typed"), 500, async () => {
    text = (await vm.exec("cat", ["/tmp/bench-typed"])).stdout;
    return text.length >= typed.length ? true : undefined;
  }).catch(() => {});
  return text;
}

function differences(expected: string, actual: string): number {
  const longest = Math.max(expected.length, actual.length);
  return Array.from({ length: longest }, (_, at) => expected[at] === actual[at]).filter((same) => !same).length;
}
