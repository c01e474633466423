// The delay of a wait for an image target after the pixels change, on a screen that was still.
import { readSync, watch } from "node:fs";
import { open, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { readEnvironment } from "../../src/base/environment.ts";
import { run } from "../../src/base/process/process.ts";
import { image, type Region, type Vm } from "../../src/index.ts";
import type { Bench } from "../support/part.ts";
import type { Report } from "../support/report.ts";

/** Seconds of stillness before each change: by then QEMU itself checks only every 3 s. */
const restSeconds = 10;

/** How often the target appears. */
const rounds = 8;

/** Highest median delay in milliseconds. */
const mostMs = 100;

/** Text of 200x96 pixels on the console, whose characters have 8x16. */
const place: Region = { x: 80, y: 160, width: 200, height: 96 };
const lines = Array.from({ length: 6 }, (_, line) => `line ${line}: ${"#=+-*%".repeat(4)}`.slice(0, 25));
const clear = "\\033[?25l\\033[2J\\033[H";
const drawing = lines.map((text, line) => `\\033[${11 + line};11H${text.replaceAll("%", "%%")}`).join("");

/**
 * The guest reports on its serial port that it is about to write to its kernel's console, and writes: no slower drawing
 * program is involved.
 */
export async function benchWait(report: Report, bench: Bench): Promise<void> {
  const vm = await bench.desktop();
  await using console = await textConsole(vm);
  await console.run(`printf '${clear}${drawing}' >/dev/tty1`);
  await vm.screen.waitForStable({ quiet: 1000, timeout: 60_000 });
  const path = join(bench.directory, "reference.png");
  await writeFile(path, (await vm.screen.capture()).crop(place).toPNG());
  const target = image(path);
  const serial = await serialLog(vm);
  const answers: number[] = [];
  for (let round = 0; round < rounds; round++) {
    await console.run(`printf '${clear}' >/dev/tty1`);
    await vm.screen.waitForGone(target, { timeout: 60_000 });
    const mark = `bench-${round}-${process.pid}`;
    const script = `sleep ${restSeconds}; echo ${mark} >/dev/ttyS0; printf '${drawing}' >/dev/tty1`;
    const changed = appears(serial, mark);
    await console.run(`(${script}) >/dev/null 2>&1 &`);
    await vm.screen.waitFor(target, { timeout: 60_000 });
    const answered = performance.now();
    answers.push(answered - (await changed));
  }
  report.addRuns("wait for an image, answer after the pixels changed", answers, "ms", {
    highest: mostMs,
  });
}

interface TextConsole extends AsyncDisposable {
  /** Runs a script as root. */
  run(script: string): Promise<void>;
}

/** Shows the kernel's first console; disposal returns to the previous one. */
async function textConsole(vm: Vm): Promise<TextConsole> {
  const script = async (text: string): Promise<string> => {
    const { stdout } = await vm.exec("sh", ["-c", text], { user: "root" });
    return stdout;
  };
  const before = /\d+/.exec(await script("cat /sys/class/tty/tty0/active"))?.[0] ?? "1";
  // VT_ACTIVATE and VT_WAITACTIVE of linux/vt.h.
  const show = (terminal: string): Promise<string> =>
    script(
      `chvt ${terminal} || perl -e 'open my $tty, "+<", "/dev/tty0"; ioctl $tty, $_, ${terminal} for 0x5606, 0x5607'`,
    );
  await show("1");
  return {
    run: async (text) => void (await script(text)),
    [Symbol.asyncDispose]: async () => void (await show(before)),
  };
}

/** The file with the guest's serial output. */
async function serialLog(vm: Vm): Promise<string> {
  const { stdout } = await run("virsh", ["-c", readEnvironment().libvirtUri, "dumpxml", vm.name], { timeout: 60_000 });
  const path = /<serial type='file'>\s*<source path='([^']*)'/.exec(stdout)?.[1];
  if (path === undefined) throw new Error(`${vm.name} has no serial log`);
  return path;
}

/** Time at which a mark that is not there yet appears. */
async function appears(path: string, mark: string): Promise<number> {
  await using file = await open(path);
  let position = (await file.stat()).size;
  let text = "";
  const { promise, resolve } = Promise.withResolvers<number>();
  const watcher = watch(path, () => {
    const time = performance.now();
    const bytes = Buffer.alloc(4096);
    // The mark arrives letter by letter: each look must have ended before the next letter.
    const length = readSync(file.fd, bytes, 0, bytes.length, position);
    position += length;
    text += bytes.toString("latin1", 0, length);
    if (text.includes(mark)) resolve(time);
  });
  try {
    return await promise;
  } finally {
    watcher.close();
  }
}
