// A tiny Linux that counts on its screen many times a second and reports each drawn number on its serial port.
import { cursorInterpreter, cursorProgramOf } from "./cursor-program.ts";
import { tinyLinuxImage } from "./tiny-guest.ts";

/** The counter on the screen: 16 blocks for its bits, highest first, and 16 for their complements. */
export const counter = { blocks: 32, blockSize: 16, top: 400 } as const;

/** The side of the guest's pointer, a square of full red and blue, in pixels. */
export const pointerSide = 16;

/** Written to the serial port before the first number. */
export const counterStarts = "counting";

/** The line that reports a drawn number. */
export const drewPattern = /^drew (\d+)$/;

/** The image of a counting guest, for a screen of 1280x800. */
export async function counterGuestImage(): Promise<string> {
  return tinyLinuxImage({
    agent: false,
    programs: [cursorInterpreter],
    files: {
      "/bin/show-cursor": cursorProgramOf(
        `for my $row (0 .. ${pointerSide - 1}) { @pixels[$row * $side .. $row * $side + ${pointerSide - 1}] = (0xffff00ff) x ${pointerSide}; }`,
      ),
      "/bin/count": countProgram,
    },
    startup: `(
until [ -e /dev/fb0 ] && [ -e /dev/dri/card0 ]; do usleep 20000; done
export LC_ALL=C
show-cursor >/tmp/shown 2>&1 &
until [ -s /tmp/shown ]; do usleep 20000; done
echo 0 >/sys/class/graphics/fbcon/cursor_blink
exec count >/dev/ttyS0 2>&1
) &`,
  });
}

/** Writes each number to the screen in one call. */
const countProgram = `#!${cursorInterpreter}
my $stride = 1280 * 4;
open(my $screen, "+<", "/dev/fb0") or die "fb0: $!";
$| = 1;
print "${counterStarts}\\n";
for my $number (1 .. 65535) {
  my @bits = map { ($number >> (15 - $_)) & 1 } 0 .. 15;
  my $row = join("", map { ($_ ? "\\xff\\xff\\xff\\0" : "\\0\\0\\0\\0") x ${counter.blockSize} } @bits, map { 1 - $_ } @bits);
  sysseek($screen, ${counter.top} * $stride, 0);
  syswrite($screen, ($row . "\\0" x ($stride - length $row)) x ${counter.blockSize}) or die "draw: $!";
  print "drew $number\\n";
  select(undef, undef, undef, 0.02);
}
`;

/** Bytes that differ between white and black, one for every pixel of a frame, row by row. */
export interface Brightness {
  readonly bytes: Uint8Array;
  /** Pixels. */
  readonly width: number;
  /** Bytes from one pixel to the next. Default 1. */
  readonly step?: number;
}

/** The number on a frame; undefined if it is unreadable. */
export function readCounter(frame: Brightness): number | undefined {
  const bits = Array.from({ length: counter.blocks }, (_, block) => readBlock(frame, block));
  const number = bits.slice(0, 16).reduce<number>((sum, bit) => sum * 2 + (bit ?? Number.NaN), 0);
  const opposite = bits.slice(16).reduce<number>((sum, bit) => sum * 2 + (bit ?? Number.NaN), 0);
  return number + opposite === 0xffff ? number : undefined;
}

/** A block's bit, on which all its pixels except those at the edges must agree. */
function readBlock({ bytes, width, step = 1 }: Brightness, block: number): 0 | 1 | undefined {
  const seen = new Set<number>();
  for (let row = 2; row < counter.blockSize - 2; row++) {
    for (let column = 2; column < counter.blockSize - 2; column++) {
      const value = bytes[((counter.top + row) * width + block * counter.blockSize + column) * step] ?? 128;
      seen.add(value > 180 ? 1 : value < 75 ? 0 : Number.NaN);
    }
  }
  const [bit] = seen;
  return seen.size === 1 && (bit === 0 || bit === 1) ? bit : undefined;
}
