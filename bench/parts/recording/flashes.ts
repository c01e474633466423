// A terminal that flashes in shades of grey, and how many of the flashes a video shows.
import type { Region } from "../../../src/base/geometry/region.ts";
import { connectVnc } from "../../../src/rfb/connect.ts";
import type { Vm } from "../../../src/vm/vm.ts";
import type { VncServer } from "./contender.ts";
import { brightness } from "./frames.ts";

/** Distinct shades among the terminal's 256 colours, from 232 (nearly black) to 255 (nearly white). */
const shades = [236, 240, 244, 248, 252];

/** Two shades are 40 apart on the screen and 34 in a video. */
const tolerance = 10;

const flashes = 40;

/** Seconds from one flash to the next: six frames. */
const pause = 0.2;

/** Seconds from the start of a recording to the end of all flashes, including typing the command. */
export const flashLength = 20;

const program = `$| = 1; for my $n (0 .. ${flashes - 1}) {
  printf "\\e[48;5;%dm\\e[2J\\e[H", (${shades.join(", ")})[$n % ${shades.length}];
  select undef, undef, undef, ${pause};
}`;

/**
 * Starts the flashes in the terminal and waits until they are over.
 *
 * @returns how many the VNC server has shown to a passive client, since a busy guest drops some
 */
export async function flash(vm: Vm, server: VncServer, terminal: Region): Promise<number> {
  await vm.exec("sh", ["-c", "cat >/tmp/bench-flashes; rm -f /tmp/bench-flashed"], { input: program });
  await using client = await connectVnc(server);
  const { x, y, width } = middleOf(terminal);
  const seen: number[] = [];
  client.onUpdate(() => {
    const at = ((y + width / 2) * client.width + x + width / 2) * 4;
    seen.push(client.framebuffer.data[at] ?? 0);
  });
  await vm.keyboard.type("perl /tmp/bench-flashes; tput sgr0; clear; touch /tmp/bench-flashed\n", { delay: 0 });
  await vm.exec("sh", ["-c", "until [ -e /tmp/bench-flashed ]; do sleep 0.2; done"], { timeout: 120_000 });
  return changesOf(seen, greyOf);
}

/** How many of the flashes a video shows. */
export async function flashesSeen(path: string, terminal: Region): Promise<number> {
  // Videos have brightness from 16 to 235.
  return changesOf(await brightness(path, middleOf(terminal)), (shade) => 16 + (greyOf(shade) * 219) / 255);
}

/** The number of changes from one shade to another. */
function changesOf(values: readonly number[], brightnessOf: (shade: number) => number): number {
  const shown = values
    .map((value) => shades.find((shade) => Math.abs(value - brightnessOf(shade)) < tolerance))
    .filter((shade) => shade !== undefined);
  return shown.filter((shade, at) => shade !== shown[at - 1]).length;
}

/** A grey of xterm's palette, from 0 to 255. */
function greyOf(shade: number): number {
  return 8 + (shade - 232) * 10;
}

function middleOf({ x, y, width, height }: Region): Region {
  const side = 40;
  return { x: x + Math.floor((width - side) / 2), y: y + Math.floor((height - side) / 2), width: side, height: side };
}
