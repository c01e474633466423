// Waits for a stable screen in front of a real guest that works: one VM for all tests.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, beforeEach, expect, test } from "vitest";
import { launch } from "../../../src/boot/launch.ts";
import { outputDirectory } from "../../../src/demo/output-directory.ts";
import type { Machine } from "../../../src/machine/machine.ts";
import { ScreenError } from "../../../src/screen/errors.ts";
import { Vm } from "../../../src/vm/vm.ts";
import { clearConsole, inGuest, placeOf, writing } from "../../support/console.ts";
import { tinyRequest } from "../../support/guests/launched.ts";
import { tinyLinuxImage } from "../../support/guests/tiny-guest.ts";

/** Changes a line of 100 characters each second until it is killed. */
const ticker = `#!/bin/sh
while :; do
  for sign in '#' ' '; do
    ${writing("", 30)}
    for column in $(seq 100); do printf "$sign" >/dev/tty1; done
    sleep 1
  done
done
`;
const tickerPlace = placeOf("#".repeat(100), 30);

let machine: Machine;
let vm: Vm;

beforeAll(async () => {
  const directory = await mkdtemp(join(tmpdir(), "demotool-test-"));
  const output = outputDirectory("test", join(directory, "videos"));
  const backingFile = await tinyLinuxImage({ files: { "/bin/ticker": ticker } });
  machine = await launch(tinyRequest(output, { name: "demo-stable", backingFile }));
  vm = new Vm(machine, output);
  return async () => {
    await vm[Symbol.asyncDispose]();
    await rm(directory, { recursive: true, force: true });
  };
});

beforeEach(async () => {
  await inGuest(vm, "killall -q -9 yes dd ticker; rm -f /tmp/done");
  await clearConsole(vm);
  await vm.screen.waitForStable({ quiet: 300 });
});

/** Starts a script in the guest; it runs on. */
async function start(script: string): Promise<void> {
  await inGuest(vm, `(${script}) >/dev/null 2>&1 &`);
}

/** Whether the guest's work is done, which then makes a file. */
async function isDone(): Promise<boolean> {
  return (await vm.exec("test", ["-e", "/tmp/done"], { reject: false })).exitCode === 0;
}

/** Milliseconds that an action takes. */
async function timed(action: () => Promise<unknown>): Promise<number> {
  const from = performance.now();
  await action();
  return performance.now() - from;
}

test("an idle guest does not make the wait longer", async () => {
  const [plain = 0, withLoad = 0] = [
    await timed(() => vm.screen.waitForStable({ busyTimeout: 0 })),
    await timed(() => vm.screen.waitForStable()),
  ];
  expect(withLoad - plain).toBeLessThan(100);
});

test("a guest that computes behind a still screen is waited for, unless only the screen counts", async () => {
  await start("timeout 6 yes; touch /tmp/done");
  await vm.screen.waitForStable({ quiet: 300, busyTimeout: 0 });
  expect(await isDone()).toBe(false);
  await vm.screen.waitForStable({ quiet: 300 });
  expect(await isDone()).toBe(true);
});

test("a guest that only waits for its disk is waited for", async () => {
  const [disk] = await machine.domain.monitorCommand<readonly { readonly qdev: string }[]>("query-block");
  const none = { bps_rd: 0, bps_wr: 0, iops: 0, iops_rd: 0, iops_wr: 0 };
  const throttle = (bps: number): Promise<unknown> =>
    machine.domain.monitorCommand("block_set_io_throttle", { id: disk?.qdev, bps, ...none });
  await throttle(65_536);
  try {
    await start("echo 3 >/proc/sys/vm/drop_caches; dd if=/dev/vda of=/dev/null bs=64k count=6; touch /tmp/done");
    await vm.screen.waitForStable({ quiet: 300 });
    expect(await isDone()).toBe(true);
  } finally {
    await throttle(0);
  }
});

test("a guest that computes for ever is waited for no longer than busyTimeout, or until the timeout", async () => {
  await start("yes");
  const waited = await timed(() => vm.screen.waitForStable({ quiet: 300, busyTimeout: 1500 }));
  expect(waited).toBeGreaterThan(1700);
  const error = await vm.screen.waitForStable({ quiet: 300, timeout: 2000 }).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(ScreenError);
  const { message, facts } = error as ScreenError;
  expect(message).toMatch(/^the screen stood still, but the guest is busy: \d+ % of a CPU, for \S+ m?s: it did not/);
  expect(facts.cpuPercent).toBeGreaterThan(50);
});

test("a line that changes each second is named, and does not hold up a wait that ignores it", async () => {
  await start("exec ticker");
  const error = await vm.screen.waitForStable({ quiet: 3000, timeout: 6000 }).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(ScreenError);
  expect((error as ScreenError).message).toMatch(
    /did not stand still for 3 s within 6 s\n.*changed="\d+x\d+ at \d+,46\d"/,
  );
  await vm.screen.waitForStable({ quiet: 3000, timeout: 6000, ignore: [tickerPlace] });
  await vm.exec("pidof", ["ticker"]);
});
