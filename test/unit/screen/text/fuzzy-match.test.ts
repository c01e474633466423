import fc from "fast-check";
import { expect, test } from "vitest";
import { textSimilarity } from "../../../../src/screen/targets/text/finder.ts";
import { bestFuzzyMatch, exactMatches, fuzzyMatches, looksAlike } from "../../../../src/screen/text/fuzzy-match.ts";

function similarity(wanted: string, line: string): number {
  return bestFuzzyMatch(wanted, line)?.similarity ?? 0;
}

test.each([
  ["Done", "Done"],
  ["Open", "Open File"],
  ["Office", "LibreOffice"],
  ["File System", "x File System ("],
  ["Illegal", "lllegal"],
  ["Settings 10", "Settings 1O"],
  ["config.yaml", "config. yaml"],
  ["config.yaml", "config,yaml"],
  ["Log Out", "LogOut"],
  ["modern", "modem"],
  ["café", "cafe"],
  ["PREEMPT_DYNAMIC", "PREEMPT DYNAMIC"],
  ["0 items", "Oitems"],
  ["0 items", "O items selected"],
  ["1 item", "l item"],
  ["Chapter 1", "Chapter l"],
  ["Chapter I", "Chapter 1"],
  ["Room 10", "Room lO"],
  ["Save your work", "Save your\nwork"],
  ["Page 10", "Page 9, Page 10."],
  ["Page 10", "Page 100, Page 10"],
  ["12:30", "12:30:45"],
  ["3", "1, 2, 3, 4"],
  ["3.", "3.5"],
  ["X", "×"],
  ["x", "×"],
  ["×", "a x b"],
  ["X", "x"],
  ["--build", "-build"],
  ["__init__", "_init_"],
  ["version 3.3.", "version 3.3"],
  ["sqlite3", "sglite3"],
  ["sqlite3_step", "sqglite3_step"],
  ["loop.stop", "lLoop.stop"],
  ["UTF8", "UTFS8"],
  ["0x20", "0©x20"],
  ["400 × 300", "400 x 300"],
  ["File → Save", "File - Save"],
  ["Prüfen", "Prifen"],
  ["zurück", "zurtick"],
  ["Löschen", "Léschen"],
  ["öffnen", "6ffnen"],
  ["señor", "sefior"],
  ["Français", "Frangais"],
])("finds %j in %j", (wanted, line) => {
  expect(similarity(wanted, line)).toBeGreaterThanOrEqual(textSimilarity);
});

test.each([
  ["Open", "Save"],
  ["Done", "Dune"],
  ["Done", "done"],
  ["Done", ""],
  ["Save", "Safe"],
  ["Install", "Uninstal1"],
  ["installed", "installer"],
  ["Applications", "Application"],
  ["Enable", "Unable"],
  ["12.5 seconds", "12.6 seconds"],
  ["100%", "10%"],
  ["Error 404", "Error 403"],
  ["connected", "disconnectcd"],
  ["Downloads folder", "Documents folder"],
  ["0 items", "1 items"],
  ["0 items", "8items"],
  ["Chapter 1", "Chapter 7"],
  ["Disk B", "Disk 8"],
  ["1", "l"],
  ["10", "lO"],
  ["3.5", "35"],
  ["Level", "Leve17"],
  ["a.b", "ab"],
  ["--no-edit", "--edit"],
  ["usinq", "using"],
  ["download", "down\nload"],
  ["Page 10", "Page 100"],
  ["Page I0", "Page 100"],
  ["2", "2026"],
  ["0 files", "10 files"],
  ["3.5", "13.5"],
  ["3", "3.5"],
  ["5", "3,5"],
  ["Room 10", "Room lO.5"],
  ["X", "box"],
  ["×", "Xfce"],
  ["Xa", "xa"],
])("does not find %j in %j", (wanted, line) => {
  expect(similarity(wanted, line)).toBeLessThan(textSimilarity);
});

test("the passage is the part of the line that resembles the text", () => {
  const line = "3 Applications = lllegal value";
  expect(bestFuzzyMatch("Illegal value", line)).toMatchObject({ start: 17, end: line.length });
  expect(bestFuzzyMatch("Applications", line)).toEqual({ start: 2, end: 14, similarity: 1 });
});

test("an inexact match is extended to whole words, an exact one is not", () => {
  const read = (wanted: string, line: string): string => {
    const { start = 0, end = 0 } = bestFuzzyMatch(wanted, line) ?? {};
    return line.slice(start, end);
  };
  expect(read("Aplications", "5 Applications, Places")).toBe("Applications");
  expect(read("Instal1er", "Uninstallers here")).toBe("Uninstallers");
  expect(read("Office", "LibreOffice Calc")).toBe("Office");
});

test("another letter makes another text of a long name too, and a confused one does not", () => {
  expect(similarity("CompletedProcess.stdout", "ComoletedProcess.stdout")).toBeLessThan(textSimilarity);
  expect(similarity("CompletedProcess.stdout", "CompIetedProcess.stdout")).toBeGreaterThanOrEqual(textSimilarity);
});

test("finds an exact text anywhere", () => {
  fc.assert(
    fc.property(fc.string(), fc.string({ minLength: 1 }), fc.string(), (before, wanted, after) => {
      fc.pre(!/^\d|\d$/.test(wanted));
      const passage = bestFuzzyMatch(wanted, before + wanted + after);
      expect(passage?.similarity).toBe(1);
    }),
  );
});

test("any two texts have a similarity from 0 to 1, and the passage is within the line", () => {
  fc.assert(
    fc.property(fc.string({ minLength: 1, unit: "grapheme" }), fc.string({ unit: "grapheme" }), (wanted, line) => {
      const passage = bestFuzzyMatch(wanted, line);
      if (line === "") {
        expect(passage).toBeUndefined();
        return;
      }
      if (!passage) throw new Error("no passage");
      expect(passage.similarity).toBeGreaterThanOrEqual(0);
      expect(passage.similarity).toBeLessThanOrEqual(1);
      expect(passage.start).toBeGreaterThanOrEqual(0);
      expect(passage.end).toBeGreaterThanOrEqual(passage.start);
      expect(passage.end).toBeLessThanOrEqual(line.length);
    }),
  );
});

test("another letter in a word makes another text", () => {
  const letters = fc.constantFrom(..."abdefghjkmnpqrtwxyz");
  fc.assert(
    fc.property(fc.array(letters, { minLength: 3, maxLength: 15 }), fc.nat(), letters, (word, place, letter) => {
      const at = place % word.length;
      fc.pre(word[at] !== letter);
      const changed = word.with(at, letter).join("");
      fc.pre(!changed.includes(word.join("")));
      expect(similarity(word.join(""), changed)).toBeLessThan(textSimilarity);
    }),
  );
});

test("all exact matches are found, and they do not overlap", () => {
  expect(exactMatches("aa", "aaaa b\naa").map(({ start }) => start)).toEqual([0, 2, 7]);
  expect(exactMatches("a b", "a\nb a b")).toHaveLength(2);
});

test("all similar passages are found, exact or not, and do not overlap", () => {
  const line = "lllegal here, Illegal there, and IIlegal";
  const found = fuzzyMatches("Illegal", line, textSimilarity).toSorted((a, b) => a.start - b.start);
  expect(found.map(({ start, end }) => line.slice(start, end))).toEqual(["lllegal", "Illegal", "IIlegal"]);
  expect(fuzzyMatches("Illegal", "Regal lines", textSimilarity)).toHaveLength(1);
});

test("a number is never taken for another number, however long the text", () => {
  const digits = fc.string({ unit: fc.constantFrom(..."0123456789"), minLength: 1, maxLength: 4 });
  fc.assert(
    fc.property(digits, digits, (wanted, read) => {
      fc.pre(wanted !== read);
      expect(similarity(`${wanted} of the items in the folder`, `${read} of the items in the folder`)).toBeLessThan(
        textSimilarity,
      );
    }),
  );
});

test("texts look alike if only what looks alike differs", () => {
  expect(looksAlike("B 8", "8 B")).toBe(true);
  expect(looksAlike("10", "lO")).toBe(true);
  expect(looksAlike("modern", "modem")).toBe(true);
  expect(looksAlike("0 items", "10 items")).toBe(false);
  expect(looksAlike("Save", "Safe")).toBe(false);
});
