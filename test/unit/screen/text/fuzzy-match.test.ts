import fc from "fast-check";
import { expect, test } from "vitest";
import { textSimilarity } from "../../../../src/screen/targets/text/finder.ts";
import { bestFuzzyMatch } from "../../../../src/screen/text/fuzzy-match.ts";

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
