import { expect, test } from "vitest";
import { OptionError } from "../../../../src/base/errors.ts";
import { text, textKind } from "../../../../src/screen/targets/text.ts";

test("a text becomes a target with its options", () => {
  const region = { x: 0, y: 0, width: 400, height: 100 };
  expect(text("Done")).toEqual({ kind: "text", text: "Done" });
  expect(text(/^Done$/, { language: "deu+eng", region, similarity: 0.8 })).toEqual({
    kind: "text",
    text: /^Done$/,
    language: "deu+eng",
    region,
    similarity: 0.8,
  });
});

test.each(["", "  \n", "\u0007", "\u200b\u202e", "\ud800", "\u00a0", /(?:)/, undefined, null, 7])(
  "rejects %j as a text",
  (wanted) => {
    expect(() => text(wanted as string)).toThrow(OptionError);
  },
);

/** A pattern for the flag v. */
const nestedSet = "[\\p{L}--[a-z]]";

test.each([
  "+",
  "👍",
  "é",
  "e\u0301",
  "مرحبا",
  "日本語",
  "\ue0b0",
  "a\u0007b",
  "x".repeat(1000),
  /^$/,
  /\n/,
  new RegExp(nestedSet, "v"),
])("accepts %j as a text", (wanted) => {
  expect(text(wanted).text).toBe(wanted);
});

test("rejects a text that is too long to compare, and does not repeat all of it", () => {
  const long = (): unknown => text("long ".repeat(20_000));
  expect(long).toThrow(/^a text to look for must have at most 1000 characters/);
  expect(long).toThrow(expect.objectContaining({ facts: expect.objectContaining({ characters: 100_000 }) }));
  const message = ((): string => {
    try {
      return String(long());
    } catch (error) {
      return (error as Error).message;
    }
  })();
  expect(message.length).toBeLessThan(3000);
});

test.each(["", "eng deu", "../eng", "eng+", "-l", "eng;"])("rejects %j as a language", (language) => {
  expect(() => text("Done", { language })).toThrow(OptionError);
});

test.each(["eng", "chi_sim", "deu+eng", "Latin"])("accepts %j as a language", (language) => {
  expect(text("Done", { language }).language).toBe(language);
});

test("rejects an invalid similarity or region", () => {
  expect(() => text("Done", { similarity: 2 })).toThrow(OptionError);
  expect(() => text("Done", { region: { x: -1, y: 0, width: 4, height: 4 } })).toThrow(OptionError);
});

test("the comparison shows the best match with a margin, clipped to the screen", async () => {
  const frame = { width: 200, height: 20, data: new Uint8Array(200 * 20 * 4) };
  const best = { region: { x: 40, y: 2, width: 90, height: 12 }, similarity: 0.8 };
  // The gaps are 8 pixels wide, the margin 6.
  expect(await textKind.drawMiss(text("Aplications"), frame, best)).toMatchObject({
    width: 8 + 6 + 90 + 6 + 8 + 200 + 8,
    height: 8 + 20 + 8,
  });
  expect(await textKind.drawMiss(text("Aplications"), frame, undefined)).toBeUndefined();
});
