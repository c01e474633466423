import fc from "fast-check";
import { expect, test } from "vitest";
import { CappedText } from "../../../src/base/capped-text.ts";

function capped(text: string, first: number, last: number, size = 3): CappedText {
  const kept = new CappedText({ first, last });
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; at += size) kept.add(bytes.subarray(at, at + size));
  return kept;
}

test("a text that fits is kept as it is, in pieces of any size", () => {
  for (let size = 1; size < 12; size++) expect(String(capped("größe 😀", 4, 8, size))).toBe("größe 😀");
});

test("of a longer text the beginning and the end are kept, with a note of what was cut", () => {
  const kept = capped("0123456789abcdef", 4, 5);
  expect(kept.cutBytes).toBe(7);
  expect(String(kept)).toBe("0123\n… demotool cut 7 bytes of output here …\nbcdef");
});

test("characters are not cut in half", () => {
  expect(String(capped("aä----öb", 2, 2))).toBe("a\n… demotool cut 6 bytes of output here …\nb");
});

test("what the caller leaves out counts as cut", () => {
  const kept = capped("ab", 2, 2);
  kept.skip(1000);
  kept.add(Buffer.from("yz"));
  expect(String(kept)).toBe("ab\n… demotool cut 1000 bytes of output here …\nyz");
  expect(String(capped("abcdef", 0, 2))).toBe("… demotool cut 4 bytes of output here …\nef");
});

test("keeps no more than the two ends and one piece", () => {
  fc.assert(
    fc.property(fc.nat(20), fc.nat(20), fc.nat(200), fc.integer({ min: 1, max: 30 }), (first, last, length, size) => {
      const text = "x".repeat(length);
      const kept = capped(text, first, last, size);
      expect(kept.cutBytes).toBe(Math.max(0, length - first - last));
      expect(
        String(kept)
          .replace(/… .* …/, "")
          .replaceAll("\n", ""),
      ).toBe("x".repeat(Math.min(length, first + last)));
    }),
  );
});
