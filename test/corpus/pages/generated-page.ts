// Writes pages whose fonts, sizes and colours are drawn by chance.
import { Draws } from "./random.ts";
import { labels, words } from "./words.ts";

/** What is behind the text; thin text is on plain ground. */
export const kinds = ["plain", "coloured", "gradient", "dark", "button", "thin"] as const;

/** What is behind the text. */
export type Kind = (typeof kinds)[number];

/** Font sizes of a class, in pixels, both included. */
export interface SizeClass {
  readonly least: number;
  readonly most: number;
}

/** The classes of font sizes, small ones first. */
export const sizeClasses: readonly SizeClass[] = [
  { least: 10, most: 13 },
  { least: 14, most: 17 },
  { least: 18, most: 25 },
  { least: 26, most: 39 },
  { least: 40, most: 59 },
  { least: 60, most: 96 },
];

/**
 * Families that Debian's fonts-dejavu, fonts-liberation, fonts-noto-core, fonts-cantarell, fonts-open-sans and
 * fonts-roboto-unhinted bring; those that are seen most, twice.
 */
const families = [
  "DejaVu Sans",
  "DejaVu Sans",
  "DejaVu Serif",
  "DejaVu Sans Mono",
  "Liberation Sans",
  "Liberation Sans",
  "Liberation Serif",
  "Liberation Mono",
  "Noto Sans",
  "Noto Serif",
  "Cantarell",
  "Open Sans",
  "Roboto",
];

/** The classes that a kind is shown in: thin text is that of headings, clocks and large figures. */
export function sizesOf(kind: Kind): readonly SizeClass[] {
  return kind === "thin" ? sizeClasses.filter(({ least }) => least >= 18) : sizeClasses;
}

/** Weights of thin text, and the families that have it. */
const thin = { weights: [100, 200], families: ["Cantarell", "Roboto"] };

/** The least contrast of text, as WCAG 2.1 demands it (criterion 1.4.3): for small and for large letters. */
const leastContrast = { small: 4.5, large: 3 };

type Colour = readonly [red: number, green: number, blue: number];

/**
 * Writes a page of one kind and class; the same seed writes the same page.
 *
 * @param most how many paragraphs or buttons it has at most; as many as fill the screen by default
 */
export function generatedPage(seed: number, kind: Kind, size: SizeClass, most = Number.POSITIVE_INFINITY): string {
  const draws = new Draws(seed * 7919 + kinds.indexOf(kind) * 101 + size.least);
  const page = pageGround(draws, kind);
  const count = Math.max(6, Math.ceil(24_000 / size.most ** 1.5));
  const items = Array.from({ length: Math.min(most, count) }, () => item(draws, kind, size, page.colours));
  return `<!DOCTYPE html><meta charset="utf-8"><style>
body { margin: 0; padding: 12px; min-height: 776px; display: flex; flex-wrap: wrap; align-content: flex-start;
  gap: 14px 26px; ${page.css} }
div, button { box-sizing: border-box; max-width: 1250px; margin: 0; }
</style><body>${items.join("\n")}</body>`;
}

interface Ground {
  readonly css: string;
  /** All the colours behind the text. */
  readonly colours: readonly Colour[];
}

function pageGround(draws: Draws, kind: Kind): Ground {
  if (kind === "dark") return flat(shade(draws, 10, 50));
  if (kind === "gradient" && draws.chance(0.5)) return gradient(draws);
  if (kind === "coloured" && draws.chance(0.3)) return flat(anyColour(draws));
  return flat(draws.chance(0.6) ? [255, 255, 255] : shade(draws, 225, 255));
}

function itemGround(draws: Draws, kind: Kind): Ground | undefined {
  if (kind === "coloured" || kind === "button") return flat(anyColour(draws));
  if (kind === "gradient") return draws.chance(0.6) ? gradient(draws) : undefined;
  if (kind === "dark" && draws.chance(0.3)) return flat(shade(draws, 30, 75));
  return undefined;
}

function item(draws: Draws, kind: Kind, { least, most }: SizeClass, page: readonly Colour[]): string {
  const size = draws.whole(least, most);
  const weight = draws.of(kind === "thin" ? thin.weights : [300, 400, 400, 400, 500, 600, 700, 700]);
  const family = draws.of(kind === "thin" ? thin.families : families);
  const style = draws.chance(0.08) ? "italic" : "normal";
  const own = itemGround(draws, kind);
  const text = textColour(draws, own?.colours ?? page, size >= 24);
  const font = `font: ${style} ${weight} ${size}px/${draws.of([1.2, 1.35, 1.5])} "${family}"; color: rgb(${text})`;
  if (kind === "button") return button(draws, `${font}; ${own?.css ?? ""}`, size);
  const padding = own ? `padding: ${draws.whole(3, 14)}px ${draws.whole(6, 24)}px;` : "";
  const width = `width: ${draws.whole(Math.min(1200, size * 9), Math.min(1240, size * 22))}px;`;
  return `<div style='${font}; ${own?.css ?? ""}; ${padding} ${width}'>${phrase(draws, size)}</div>`;
}

function button(draws: Draws, look: string, size: number): string {
  const border = draws.of([
    "none",
    "1px solid rgb(90,90,90)",
    "1px solid rgb(190,190,190)",
    "2px solid rgb(40,60,120)",
  ]);
  const round = draws.of([0, 3, 6, 12, 99]);
  const shadow = draws.chance(0.3) ? "box-shadow: 0 2px 6px rgba(0,0,0,0.4);" : "";
  const padding = `${Math.round(size * draws.of([0.25, 0.5, 0.7]))}px ${Math.round(size * draws.of([0.6, 1, 1.4]))}px`;
  const box = `border: ${border}; border-radius: ${round}px; ${shadow} padding: ${padding};`;
  return `<button style='${look}; ${box}'>${draws.of(labels)} ${draws.of(words)}</button>`;
}

/** A few lines of words, with figures, capitals and marks among them. */
function phrase(draws: Draws, size: number): string {
  const length = size < 26 ? draws.whole(3, 14) : draws.whole(2, 6);
  const capitals = draws.chance(0.1);
  const written = Array.from({ length }, (_, at) => {
    if (at > 0 && draws.chance(0.08)) return figure(draws);
    const word = draws.of(words);
    const begun = at === 0 || draws.chance(0.15) ? `${word.charAt(0).toUpperCase()}${word.slice(1)}` : word;
    return at < length - 1 && draws.chance(0.06) ? `${begun},` : begun;
  }).join(" ");
  const ended = `${written}${draws.of(["", "", ".", "?", ":", "!"])}`;
  return capitals ? ended.toUpperCase() : ended;
}

function figure(draws: Draws): string {
  const number = draws.whole(2, 9999);
  return draws.of([
    `${number}`,
    `${number % 100} %`,
    `${(number / 100).toFixed(2)} €`,
    `(${number})`,
    `v${number % 10}.${number % 7}`,
  ]);
}

function flat(colour: Colour): Ground {
  return { css: `background: rgb(${colour})`, colours: [colour] };
}

function gradient(draws: Draws): Ground {
  const from = anyColour(draws);
  const to = anyColour(draws);
  // Light to dark leaves no colour for the text.
  if (contrast(from, to) > 2.2) return gradient(draws);
  return {
    css: `background: linear-gradient(${draws.whole(0, 359)}deg, rgb(${from}), rgb(${to}))`,
    colours: [from, to],
  };
}

function anyColour(draws: Draws): Colour {
  return [draws.whole(0, 255), draws.whole(0, 255), draws.whole(0, 255)];
}

function shade(draws: Draws, least: number, most: number): Colour {
  const grey = draws.whole(least, most - 5);
  return [grey, grey + draws.whole(0, 5), grey + draws.whole(0, 5)];
}

/** Black or white, or another colour, with enough contrast to all grounds. */
function textColour(draws: Draws, grounds: readonly Colour[], large: boolean): Colour {
  const least = large ? leastContrast.large : leastContrast.small;
  const readable = (colour: Colour): boolean => grounds.every((ground) => contrast(colour, ground) >= least);
  const greys: readonly Colour[] = [
    [255, 255, 255],
    [0, 0, 0],
    [34, 34, 34],
    [221, 221, 221],
  ];
  const drawn = [draws.of(greys), ...(draws.chance(0.4) ? Array.from({ length: 8 }, () => anyColour(draws)) : [])];
  const best = greys.toSorted((a, b) => worst(b, grounds) - worst(a, grounds))[0] as Colour;
  return drawn.toReversed().find(readable) ?? best;
}

function worst(colour: Colour, grounds: readonly Colour[]): number {
  return Math.min(...grounds.map((ground) => contrast(colour, ground)));
}

/** The contrast of two colours, from 1 to 21 (WCAG 2.1). */
function contrast(a: Colour, b: Colour): number {
  const [low = 0, high = 0] = [luminance(a), luminance(b)].sort((one, other) => one - other);
  return (high + 0.05) / (low + 0.05);
}

function luminance(colour: Colour): number {
  const [red = 0, green = 0, blue = 0] = colour.map((value) => {
    const share = value / 255;
    return share <= 0.03928 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
