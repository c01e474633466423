import { expect, test } from "vitest";
import type { ScreenError } from "../../../src/screen/errors.ts";
import { text, textKind } from "../../../src/screen/targets/text.ts";
import { notFound } from "../../../src/vm/screen-failure.ts";

const region = { x: 40, y: 2, width: 90, height: 12 };

/** The error for a text, given the best match and everything that was read. */
function textError(wanted: string | RegExp, read: string | undefined, seen: string): ScreenError {
  const best = read === undefined ? undefined : { region, similarity: 0.8, text: read };
  const frame = { width: 200, height: 20, data: new Uint8Array(200 * 20 * 4) };
  const finder = {
    what: `the text ${JSON.stringify(String(wanted))}`,
    look: async () => ({ found: undefined, best }),
  };
  const look = { frame, sighting: { found: undefined, best, seen } };
  const result = { reached: false, look, looks: 2, waited: 1500 };
  return notFound({ kind: textKind, target: text(wanted), finder, result });
}

test("a missing text: shows what was read at the best match and elsewhere", () => {
  const error = textError("Aplications", "Applications", "Applications\nTrash");
  expect(error.headline).toBe('the screen did not show the text "Aplications" within 1.5 s');
  expect(error.message).toContain('bestPlace="90x12 at 40,2" bestRead="Applications"');
  expect(error.output).toBe("read instead: Applications\nTrash");
  expect(error.next).toMatch(/^look at the saved screenshots/);
});

test("says when a text is there in other case", () => {
  const error = textError("applications", undefined, "Applications\nTrash");
  expect(error.next).toBe(
    'upper and lower case must match: "Applications" is on the screen, which is another text than "applications"; ' +
      "look at the saved screenshots",
  );
  expect(error.facts.bestRead).toBeUndefined();
});

test("an unmatched regular expression: shows what was read", () => {
  const error = textError(/applications/, undefined, "Applications");
  expect(error.output).toBe("read instead: Applications");
  expect(error.next).toMatch(/^look at the saved screenshots/);
});
