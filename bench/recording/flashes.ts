// A terminal that flashes in shades of grey, and which of the flashes a video shows.
import type { Region } from "../../src/base/frame.ts";
import type { Vm } from "../../src/vm/vm.ts";
import { brightness } from "./frames.ts";

/** How many flashes there are. */
export const flashCount = 50;

/** Shades among the terminal's 256 colours, from 232 (nearly black) to 255 (nearly white), that tell apart well. */
const shades = [236, 240, 244, 248, 252];

/** Flashes follow each other after so many seconds: six frames. */
const pause = 0.2;

/** Seconds from the start of a recording until all flashes are over, typing the program's start included. */
export const flashLength = 15;

const program = `$| = 1; for my $n (0 .. ${flashCount - 1}) {
  printf "\\e[48;5;%dm\\e[2J\\e[H", (${shades.join(", ")})[$n % ${shades.length}];
  select undef, undef, undef, ${pause};
}`;

/** Types the program's start into the terminal and waits until all flashes have been shown. */
export async function flash(vm: Vm): Promise<void> {
  await vm.exec("sh", ["-c", "cat >/tmp/bench-flashes; rm -f /tmp/bench-flashed"], { input: program });
  await vm.keyboard.type("perl /tmp/bench-flashes; tput sgr0; clear; touch /tmp/bench-flashed\n", { delay: 0 });
  await vm.exec("sh", ["-c", "until [ -e /tmp/bench-flashed ]; do sleep 0.2; done"], { timeout: 120 });
}

/** How many of the flashes a video shows. */
export async function flashesSeen(path: string, terminal: Region): Promise<number> {
  const side = 40;
  const middle = {
    x: terminal.x + Math.floor((terminal.width - side) / 2),
    y: terminal.y + Math.floor((terminal.height - side) / 2),
    width: side,
    height: side,
  };
  const shown = (await brightness(path, middle)).map((value) =>
    shades.find((shade) => Math.abs(value - brightnessOf(shade)) < tolerance),
  );
  return shown.filter((shade, at) => shade !== undefined && shade !== shown.slice(0, at).findLast(Boolean)).length;
}

/** Two shades are 34 apart. */
const tolerance = 10;

/** The brightness of a grey of xterm's palette in a video: 8 and 10 more for each step, of 255, between 16 and 235. */
function brightnessOf(shade: number): number {
  return 16 + ((8 + (shade - 232) * 10) * 219) / 255;
}
