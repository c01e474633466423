// Pages of words in the colours of terminals.
import type { Line } from "../../../src/screen/ocr.ts";
import { textSimilarity } from "../../../src/screen/targets/text/finder.ts";
import { searchFor } from "../../../src/screen/text/passages.ts";

/** The 16 colours of a PC's text mode, which terminals take over, and pure ones, as of web pages. */
const colours = [
  ..."#000000 #aa0000 #00aa00 #aa5500 #0000aa #aa00aa #00aaaa #aaaaaa".split(" "),
  ..."#555555 #ff5555 #55ff55 #ffff55 #5555ff #ff55ff #55ffff #ffffff".split(" "),
  ..."#0000ff #0000ee #ffff00 #ff0000 #00ff00 #00ffff #ff00ff #00007f".split(" "),
];

const words = (
  "Folder Archive Pictures Report Network Palette Desktop Garden Holiday Journal Kitchen Language " +
  "Machine Novel Orchard Planet Quarter River Station Temple Umbrella Village Window Yellow"
).split(" ");

/** Font sizes in pixels. */
const sizes = [13, 16, 24];

/** Words in colours on a ground, or in the ground's colour on coloured boxes. */
export interface TerminalLook {
  readonly ground: string;
  readonly isInverse: boolean;
}

/** A word in each colour but that of the ground, in each size. */
export function terminalPage({ ground, isInverse }: TerminalLook): string {
  const spans = shownWords(ground).map(({ text, colour, size, row, column }) => {
    const place = `position: absolute; left: ${20 + column * 400}px; top: ${8 + row * 32}px; padding: 1px`;
    const look = isInverse ? `background: ${colour}; color: ${ground}` : `color: ${colour}`;
    return `<span style="${place}; font: ${size}px 'DejaVu Sans Mono'; ${look}">${text}</span>`;
  });
  return `<!DOCTYPE html><body style="margin: 0; background: ${ground}">${spans.join("")}</body>`;
}

/** How many words a page has, and those that `text()` does not find. */
export async function missedWords({ ground }: TerminalLook, lines: readonly Line[]): Promise<[number, string[]]> {
  const all = shownWords(ground);
  const missed: string[] = [];
  for (const { text, colour, size } of all) {
    const match = await searchFor(text)(lines);
    if (match === undefined || match.similarity < textSimilarity) missed.push(`${colour} of ${size} px with ${ground}`);
  }
  return [all.length, missed];
}

function shownWords(ground: string) {
  return colours.flatMap((colour, row) =>
    colour === ground ? [] : sizes.map((size, column) => ({ text: `${words[row]}${size}`, colour, size, row, column })),
  );
}
