import { expect, test } from "vitest";
import { OptionError } from "../../../../src/base/errors.ts";
import { text } from "../../../../src/screen/targets/text-target.ts";

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

test.each(["", "  \n", undefined, 7])("%j is no text to look for", (wanted) => {
  expect(() => text(wanted as string)).toThrow(OptionError);
});

test.each(["", "eng deu", "../eng", "eng+", "-l", "eng;"])("%j is no language", (language) => {
  expect(() => text("Done", { language })).toThrow(OptionError);
});

test.each(["eng", "chi_sim", "deu+eng", "Latin"])("%j is a language", (language) => {
  expect(text("Done", { language }).language).toBe(language);
});

test("a similarity or a region that cannot be is refused", () => {
  expect(() => text("Done", { similarity: 2 })).toThrow(OptionError);
  expect(() => text("Done", { region: { x: -1, y: 0, width: 4, height: 4 } })).toThrow(OptionError);
});
