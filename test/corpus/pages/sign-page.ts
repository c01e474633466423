// Pages of buttons with a single sign each, and whether the signs are read.
import type { Line } from "../../../src/screen/ocr.ts";
import { folded } from "../../../src/screen/text/fold.ts";
import type { Shot } from "./shoot.ts";

/** The signs that are recognised by their shape, as `text()` looks for them. */
export const signs: readonly string[] = ["+", "=", "×", "−", "÷", "<", ">"];

/** Digits and signs on buttons that tesseract reads. */
export const readCharacters: readonly string[] = [..."0123456789", ..."*/%()"];

/** Font sizes in pixels. */
const sizes = [13, 14, 16, 18, 20, 24, 28, 32, 40, 48];

interface Look {
  readonly page: string;
  readonly ground: string;
  readonly text: string;
  readonly family: string;
}

/** What buttons look like: plain, in GTK's colours, blue, dark, orange, with a gradient. */
export const looks: readonly Look[] = [
  { page: "#ccc", ground: "#fff", text: "#222", family: "DejaVu Sans" },
  { page: "#fff", ground: "#e8e8e7", text: "#2e3436", family: "Cantarell" },
  { page: "#ccc", ground: "#3584e4", text: "#fff", family: "Liberation Sans" },
  { page: "#fff", ground: "#303030", text: "#eee", family: "Noto Sans" },
  { page: "#ccc", ground: "#f60", text: "#fff", family: "Roboto" },
  { page: "#fff", ground: "linear-gradient(#fafafa, #d0d0d0)", text: "#333", family: "Open Sans" },
];

/** Rows of buttons for each size. */
export function signPage({ page, ground, text, family }: Look, shown = signs): string {
  const rows = sizes.map((size) => {
    const box = `min-width: ${size * 1.9}px; height: ${Math.round(size * 1.9)}px; border: 1px solid #888; border-radius: 4px`;
    const weight = size > 20 && size % 8 === 0 ? 700 : 400;
    const look = `font: ${weight} ${size}px "${family}"; background: ${ground}; color: ${text}; padding: 0; ${box}`;
    const buttons = shown.map((sign) => `<button style='${look}'>${sign.replace("<", "&lt;")}</button>`);
    return `<div style="display: flex; gap: 14px; margin: 4px">${buttons.join("")}</div>`;
  });
  return `<!DOCTYPE html><meta charset="utf-8"><body style="margin: 8px; background: ${page}">${rows.join("")}</body>`;
}

/** The signs of a page that were not read at their place, with their sizes. */
export function missedSigns({ texts }: Shot, lines: readonly Line[]): string[] {
  const words = lines.flatMap((line) => line.words);
  return texts.flatMap(({ words: [sign], top, bottom, size }) => {
    if (!sign) return [];
    const [x, y] = [(sign.left + sign.right) / 2, (top + bottom) / 2];
    const read = words.some(({ text, region }) => {
      const [dx, dy] = [region.x + region.width / 2 - x, region.y + region.height / 2 - y];
      return folded(text) === folded(sign.text) && Math.abs(dx) < size * 0.6 && Math.abs(dy) < size * 0.6;
    });
    return read ? [] : [`${sign.text} of ${size} px`];
  });
}
