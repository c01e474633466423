// Shoots pages in Chromium, and asks the browser where which text is.
import { chromium, type Page } from "playwright-core";
import type { Frame } from "../../../src/base/geometry/frame.ts";
import { decodePng } from "../../../src/screen/png/decode.ts";
import { chromiumPath } from "../../support/host/chromium.ts";

/** A word, and where it begins and ends. */
export interface ShownWord {
  readonly text: string;
  /** In pixels of the page. */
  readonly left: number;
  /** In pixels of the page. */
  readonly right: number;
}

/** Words side by side in one font. */
export interface ShownText {
  readonly words: readonly ShownWord[];
  /** In pixels of the page. */
  readonly top: number;
  /** In pixels of the page. */
  readonly bottom: number;
  /** Font size in pixels. */
  readonly size: number;
  /** Whether it is a word that goes beyond the screen, or is covered, or goes on in another font. */
  readonly isPart?: boolean;
  /** Whether the box is that of the widget around the text. */
  readonly isLoose?: boolean;
}

/** A page as the browser shows it. */
export interface Shot {
  readonly frame: Frame;
  readonly texts: readonly ShownText[];
}

/** A browser that shoots pages; `await using` closes it. */
export interface Camera extends AsyncDisposable {
  /** Shoots a page that is given as HTML. */
  shoot(html: string): Promise<Shot>;
  /** Shoots a page from a file, scrolled down by some pixels. */
  shootFile(path: string, scrolled: number): Promise<Shot>;
}

/** The page's size in pixels: that of most demos. */
const viewport = { width: 1280, height: 800 };

/** Milliseconds for Chromium to start and open a page: a busy machine takes long. */
const startLimit = 120_000;

/** Starts Chromium. */
export async function startCamera(): Promise<Camera> {
  // Root may not use Chromium's sandbox; the pages are this project's own, or Debian's.
  const args = process.getuid?.() === 0 ? ["--no-sandbox"] : [];
  const browser = await chromium.launch({ executablePath: chromiumPath(), args, timeout: startLimit });
  const page = await browser.newPage({ viewport, javaScriptEnabled: true });
  page.setDefaultTimeout(startLimit);
  return {
    async shoot(html) {
      await page.setContent(html);
      return taken(page);
    },
    async shootFile(path, scrolled) {
      await page.goto(`file://${path}`);
      await page.evaluate(`scrollTo(0, ${scrolled})`);
      return taken(page);
    },
    [Symbol.asyncDispose]: () => browser.close(),
  };
}

async function taken(page: Page): Promise<Shot> {
  const texts = await page.evaluate<ShownText[]>(`(${shownTexts})()`);
  return { frame: await decodePng(await page.screenshot()), texts };
}

/** Runs in the page: the runs of words of each text node, a line each. */
const shownTexts = `() => {
  const texts = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const parent = node.parentElement;
    const style = getComputedStyle(parent);
    if (style.visibility !== "visible" || Number(style.opacity) < 1) continue;
    let line;
    const end = () => { if (line) texts.push(line); line = undefined; };
    for (const found of node.data.matchAll(/\\S+/g)) {
      const range = document.createRange();
      range.setStart(node, found.index);
      range.setEnd(node, found.index + found[0].length);
      const boxes = range.getClientRects();
      const box = boxes[0];
      // A word whose rest is in a neighbouring node is no word.
      const cut = (found.index === 0 && node.previousSibling)
        || (found.index + found[0].length === node.data.length && node.nextSibling);
      const there = boxes.length === 1 && !cut && box.left >= 0 && box.top >= 0 && box.right <= innerWidth
        && box.bottom <= innerHeight && box.width > 0;
      const top = there && document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
      if (!top || !(top === parent || parent.contains(top) || top.contains(parent))) {
        end();
        if (box) texts.push({ words: [{ text: found[0], left: box.left, right: box.right }], top: box.top,
          bottom: box.bottom, size: parseFloat(style.fontSize), isPart: true });
        continue;
      }
      if (line && Math.abs(line.top - box.top) > 2) end();
      line ??= { words: [], top: box.top, bottom: box.bottom, size: parseFloat(style.fontSize) };
      line.words.push({ text: found[0], left: box.left, right: box.right });
    }
    end();
  }
  return texts;
}`;
