// Layouts on the real desktop: the guest is set to the option's layout, and a terminal gets every character.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { Deadline } from "../../src/base/time/deadline.ts";
import { poll } from "../../src/base/time/poll.ts";
import { bootMachine } from "../../src/demo/boot.ts";
import { outputDirectory } from "../../src/demo/output-directory.ts";
import { createKeyboard, type Keyboard } from "../../src/input/keyboard.ts";
import { isCharacter, strokesOfLayout } from "../../src/input/keys/layout.ts";
import { composableCharacters } from "../../src/input/keys/layouts/compose.ts";
import { type KeyboardLayoutName, layoutNamed, partsOfName } from "../../src/input/keys/layouts/index.ts";
import { strokesOfCharacter } from "../../src/input/keys/text.ts";
import { connectVnc, type VncClient } from "../../src/rfb/connect.ts";
import type { Vm } from "../../src/vm/vm.ts";

const first = "fr";
const others: readonly KeyboardLayoutName[] = ["gb", "ch(de)", "us(intl)", "jp", "de"];

/** Latin-1 and the euro sign: what dead keys are for. */
const western = /^[\u00a1-\u00ac\u00ae-\u00ff€]$/;

let directory: string;
let vm: Vm;
let client: VncClient;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "demotool-e2e-"));
  const demo = outputDirectory("layouts", directory);
  vm = await bootMachine({ domain: "demo-e2e-layouts", demo, image: "debian-12", options: { keyboardLayout: first } });
  const deadline = Deadline.after(30_000, "connecting");
  client = await connectVnc({
    host: "127.0.0.1",
    port: vm.vncPort,
    password: vm.vncPassword,
    shared: true,
    deadline,
  });
});
afterAll(async () => {
  await client?.[Symbol.asyncDispose]();
  await vm?.[Symbol.asyncDispose]();
  await rm(directory, { recursive: true });
});

/** What the layout types: all of its keys, and the accented letters of Western Europe. */
function linesFor(name: KeyboardLayoutName): readonly string[] {
  const strokes = strokesOfLayout(layoutNamed(name));
  const composed = [...composableCharacters()].filter((character) => western.test(character));
  const all = [...new Set([...strokes.keys(), ...composed])].filter(
    (symbol) => isCharacter(symbol) && !/[\s\p{M}]/u.test(symbol) && strokesOfCharacter(symbol, strokes) !== undefined,
  );
  return Array.from({ length: Math.ceil(all.length / 60) }, (_, line) => all.slice(line * 60, line * 60 + 60).join(""));
}

/** Types lines into `cat` in the terminal; returns those that it has got, once there are as many. */
async function typedInTerminal(keyboard: Keyboard, file: string, lines: readonly string[]): Promise<string[]> {
  await keyboard.type(`cat >${file}\n`, { delay: 0 });
  await keyboard.type(`${lines.join("\n")}\n`, { delay: 0 });
  let got: string[] = [];
  await poll(Deadline.after(20_000, "reading what was typed"), 200, async () => {
    got = (await vm.exec("cat", [file], { reject: false })).stdout.split("\n");
    return got.length > lines.length ? true : undefined;
  }).catch(() => {});
  await keyboard.press("Control+D");
  return got.slice(0, lines.length);
}

test(`the guest is set to ${first}: its first key is right`, async () => {
  const { stdout } = await vm.exec("setxkbmap", ["-query"]);
  expect(stdout).toMatch(new RegExp(`layout: +${first}\\b`));
  const configuration = await vm.exec("cat", ["/etc/X11/xorg.conf.d/90-demotool-keyboard.conf"]);
  expect(configuration.stdout).toContain(`Option "XkbLayout" "${first}"`);
  await vm.exec("setsid", ["--fork", "xfce4-terminal"]);
  await poll(Deadline.after(120_000, "a terminal with the focus"), 2000, async () => {
    await vm.keyboard.type("echo yes >/tmp/ready\n", { delay: 0 });
    return (await vm.exec("cat", ["/tmp/ready"], { reject: false })).stdout === "yes\n" ? true : undefined;
  });
  const text = "àâçéèêëîïôùûüÿ ÀÂÉÈÊËÎÏÔÙÛÜ «» 12 € ^`~ñ";
  expect(await typedInTerminal(vm.keyboard, "/tmp/first", [text])).toEqual([text]);
});

test.each([first, ...others])("%s types all of its characters into a terminal", async (name) => {
  const { layout, variant } = partsOfName(name as KeyboardLayoutName);
  await vm.exec("setxkbmap", ["-layout", layout, "-variant", variant]);
  const keyboard = createKeyboard(async () => client, name as KeyboardLayoutName);
  const lines = linesFor(name as KeyboardLayoutName);
  expect(await typedInTerminal(keyboard, `/tmp/typed-${layout}-${variant}`, lines)).toEqual(lines);
});
