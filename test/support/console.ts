// Words and frames at chosen places on the console of a tiny Linux.
import type { Region } from "../../src/base/geometry/region.ts";
import type { Vm } from "../../src/vm/vm.ts";

/** Size of a character in the kernel's font, in pixels. */
const cell = { width: 8, height: 16 };

/** Clears the console. */
export async function clearConsole(vm: Vm): Promise<void> {
  await inGuest(vm, print("\\033[2J\\033[H"));
}

/** Writes words to a line of the console and clears the rest of it. */
export async function write(vm: Vm, words: string, line: number): Promise<void> {
  await inGuest(vm, writing(words, line));
}

/** The shell command for {@link write}. */
export function writing(words: string, line: number): string {
  return print(`\\033[${line};1H\\033[K${words}`);
}

/** Runs a shell script as root. */
export async function inGuest(vm: Vm, script: string): Promise<void> {
  const { exitCode, stderr } = await vm.exec("sh", ["-c", script], { user: "root", reject: false });
  if (exitCode !== 0) throw new Error(`${script}: ${stderr}`);
}

/** The region in pixels of words with this length in this line. */
export function placeOf(words: string, line: number): Region {
  return { x: 0, y: (line - 1) * cell.height, width: words.length * cell.width, height: cell.height };
}

function print(text: string): string {
  return `printf '${text}' >/dev/tty1`;
}
