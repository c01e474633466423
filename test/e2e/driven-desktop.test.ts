// Drives the real desktop: windows, typing at full speed, snapshots, unlocking.
import { randomBytes } from "node:crypto";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { Deadline } from "../../src/base/time/deadline.ts";
import { poll } from "../../src/base/time/poll.ts";
import { bootMachine } from "../../src/demo/boot.ts";
import { outputDirectory } from "../../src/demo/output-directory.ts";
import { parseSession } from "../../src/guest/seat.ts";
import type { Vm } from "../../src/vm/vm.ts";
import { difference } from "./difference.ts";
import { content, untilWritten } from "./driven/guest-files.ts";
import { pointerTests } from "./driven/pointer-tests.ts";
import { unusualTextTests } from "./driven/unusual-text-tests.ts";
import { windowTests } from "./driven/window-tests.ts";
import { missingFrom } from "./finished-desktop.ts";

const rounds = 10;
const ascii = Array.from({ length: 95 }, (_, index) => String.fromCharCode(32 + index)).join("");
const text = `${ascii}${"The quick brown fox jumps over the lazy dog, 1234567890 times. ".repeat(14)}`
  .slice(0, 999)
  .concat("\n");

let directory: string;
let vm: Vm;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "demotool-e2e-"));
  const demo = outputDirectory("driven", directory);
  vm = await bootMachine({ domain: "demo-e2e-driven", demo, image: "debian-12", options: {} });
});
afterAll(async () => {
  await vm?.[Symbol.asyncDispose]();
  await rm(directory, { recursive: true });
});

// First: a program that the other tests end abruptly may ask about it when it starts again.
windowTests(() => vm);
pointerTests(() => vm);
unusualTextTests(() => vm);

/** Types the text `rounds` times and compares what has arrived; returns the characters per second of each. */
async function typeRepeatedly(prepare: () => Promise<void>, read: () => Promise<string>): Promise<number[]> {
  const rates: number[] = [];
  for (let round = 1; round <= rounds; round++) {
    await prepare();
    const start = performance.now();
    await vm.keyboard.type(text, { delay: 0 });
    rates.push(Math.round((text.length * 1000) / (performance.now() - start)));
    let typed = "";
    await poll(Deadline.after(60_000, "reading what was typed"), 500, async () => {
      typed = await read();
      return typed.length >= text.length ? true : undefined;
    }).catch(() => {});
    expect(typed, `round ${round}`).toBe(text);
  }
  return rates;
}

test(`a terminal gets every character, ${rounds} times`, async () => {
  await vm.exec("setsid", ["--fork", "xfce4-terminal"]);
  await untilWritten(vm, "/tmp/ready", () => vm.keyboard.type("echo yes >/tmp/ready\n", { delay: 0 }));
  await vm.keyboard.type("cat >>/tmp/typed\n");
  const rates = await typeRepeatedly(
    async () => void (await vm.exec("sh", ["-c", ": >/tmp/typed"])),
    () => content(vm, "/tmp/typed"),
  );
  console.log(`terminal, characters per second: ${rates.join(" ")}`);
  await vm.keyboard.press("Control+D");
  await vm.keyboard.type("exit\n");
});

test(`an editor gets every character, ${rounds} times`, async () => {
  const file = "/tmp/edited.txt";
  const save = (): Promise<void> => vm.keyboard.press("Control+S");
  await vm.exec("setsid", ["--fork", "mousepad", file]);
  await untilWritten(vm, file, async () => {
    await vm.keyboard.press("x");
    await save();
  });
  const rates = await typeRepeatedly(
    async () => {
      await vm.keyboard.press("Control+A");
      await vm.keyboard.press("Delete");
    },
    async () => {
      await save();
      return content(vm, file);
    },
  );
  console.log(`editor, characters per second: ${rates.join(" ")}`);
});

test("copies a large file into the desktop and out again", async () => {
  const content = randomBytes(100 * 2 ** 20);
  const path = join(directory, "large");
  await writeFile(path, content);
  const start = performance.now();
  await vm.copyIn(path, "large");
  const between = performance.now();
  await vm.copyOut("large", `${path}-back`);
  const seconds = [between - start, performance.now() - between].map((time) => (time / 1000).toFixed(1));
  console.log(`100 MB, seconds in and out: ${seconds.join(" ")}`);
  expect(Buffer.compare(await readFile(`${path}-back`), content)).toBe(0);
  expect((await vm.exec("stat", ["-c", "%U %s", "large"])).stdout).toBe(`demo ${content.length}\n`);
  await vm.exec("rm", ["large"]);
});

test("a snapshot restores a removed file and the open windows, twice", async () => {
  const file = "/tmp/kept";
  await vm.exec("setsid", ["--fork", "xfce4-terminal"]);
  onTestFinished(async () => void (await vm.exec("pkill", ["-f", "xfce4-terminal|thunar /"], { reject: false })));
  await untilWritten(vm, file, () => vm.keyboard.type(`echo kept >${file}\n`, { delay: 0 }));
  await vm.keyboard.type("clear\n");
  await vm.screen.waitForStable();
  const before = await vm.screen.capture();
  const start = performance.now();
  const snapshot = await vm.snapshot("written");
  const seconds = [performance.now() - start];
  for (const word of ["once", "twice"]) {
    await vm.exec("rm", [file]);
    await vm.exec("setsid", ["--fork", "thunar", "/"]);
    // A change of the clock or text cursor is not the window.
    const isThere = async (): Promise<boolean> => difference(before.data, (await vm.screen.capture()).data) > 0.05;
    await poll(Deadline.after(60_000, "a window"), 200, async () => (await isThere()) || undefined);
    await vm.screen.waitForStable();

    const start = performance.now();
    await vm.revert(snapshot);
    seconds.push(performance.now() - start);
    // The panel's clock advances, and a text cursor blinks.
    expect(difference(before.data, (await vm.screen.capture()).data)).toBeLessThan(0.01);
    expect(Math.abs(Number((await vm.exec("date", ["+%s"])).stdout) - Date.now() / 1000)).toBeLessThan(5);
    expect(await content(vm, file)).toBe("kept\n");
    await vm.keyboard.type(`echo ${word} >${file}-${word}\n`);
    await poll(Deadline.after(60_000, word), 500, async () => (await content(vm, `${file}-${word}`)) || undefined);
  }
  console.log(`snapshot and reverts, seconds: ${seconds.map((time) => (time / 1000).toFixed(1)).join(" ")}`);
});

/** Runs a shell command as root. */
async function asRoot(script: string): Promise<string> {
  return (await vm.exec("sh", ["-c", script], { user: "root", reject: false })).stdout;
}

const activeSession = "$(loginctl show-seat seat0 -p ActiveSession --value)";
const setLocked = (locked: boolean): string =>
  "busctl call org.freedesktop.login1 $(busctl call --json=short org.freedesktop.login1 /org/freedesktop/login1 " +
  `org.freedesktop.login1.Manager GetSession s ${activeSession} | cut -d '"' -f 8) ` +
  `org.freedesktop.login1.Session SetLockedHint b ${locked}`;

/** Waits for a state of the session on the screen. */
async function untilSession(reached: (session: ReturnType<typeof parseSession>) => boolean): Promise<void> {
  await poll(Deadline.after(240_000, "the session on the screen"), 1000, async () => {
    const shown = await asRoot(`loginctl show-session ${activeSession} -p Name -p Class -p LockedHint || true`);
    return reached(parseSession(shown)) || undefined;
  });
}

async function expectDesktop(): Promise<void> {
  await untilSession(({ shown, locked }) => shown === "demo" && !locked);
  await vm.screen.waitForStable();
  expect(await missingFrom(await vm.screen.capture())).toEqual([]);
}

describe("unlock", () => {
  beforeAll(async () => {
    await vm.exec("sh", [
      "-c",
      "pkill mousepad; pkill xfce4-terminal; until ! pgrep 'mousepad|xfce4-terminal'; do sleep 0.2; done",
    ]);
  });

  test("leaves an unlocked screen alone", async () => {
    await vm.unlock();
    await expectDesktop();
  });

  test.each([1, 2])("returns from the display manager's login screen, time %i", async () => {
    await vm.exec("dm-tool", ["lock"]);
    await untilSession(({ greeter }) => greeter);
    await vm.unlock();
    await expectDesktop();
  });

  test("releases a locker that listens to systemd-logind", async () => {
    const signals = "dbus-monitor --system \"type='signal',member='Unlock'\"";
    const heard = `touch /tmp/listening; case $line in *member=Unlock*) ${setLocked(false)} ;; esac`;
    const locker = `${signals} | while read -r line; do ${heard}; done`;
    await vm.exec("setsid", ["--fork", "sh", "-c", locker]);
    await asRoot("until [ -e /tmp/listening ]; do sleep 0.2; done");
    await vm.exec("sh", ["-c", setLocked(true)]);
    await untilSession(({ locked }) => locked);
    await vm.unlock();
    await expectDesktop();
    await asRoot("pkill dbus-monitor");
  });

  test("types the password for a locker that does not listen", async () => {
    const open = `read -r password; [ "$password" = demokudasaidomo ] && ${setLocked(false)}`;
    await vm.exec("tee", ["/tmp/locker"], { input: `${setLocked(true)}\nuntil ${open}; do :; done\n` });
    await vm.exec("setsid", ["--fork", "xfce4-terminal", "--fullscreen", "--execute", "sh", "/tmp/locker"]);
    await untilSession(({ locked }) => locked);
    await vm.unlock();
    await untilSession(({ shown, locked }) => shown === "demo" && !locked);
  });

  test("shows the desktop of a new session if nobody was logged in", async () => {
    await asRoot(`loginctl terminate-session ${activeSession}`);
    await untilSession(({ greeter }) => greeter);
    await vm.unlock();
    await untilSession(({ shown }) => shown === "demo");
  });
});
