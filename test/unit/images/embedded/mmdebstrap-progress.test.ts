// Percentages from mmdebstrap's output: never decreasing, never ahead of the work.
import { expect, test } from "vitest";
import { bootstrapProgress } from "../../../../src/images/embedded/mmdebstrap-progress.ts";

function percentages(lines: readonly string[]): number[] {
  const seen: number[] = [];
  const take = bootstrapProgress((percent) => seen.push(percent));
  for (const line of lines) take(line);
  return seen;
}

test("packages count twice: unpacked and set up", () => {
  expect(
    percentages([
      "I: running apt-get update...",
      "I: extracting archives...",
      "0 upgraded, 2 newly installed, 0 to remove and 0 not upgraded.",
      "Unpacking a (1.0) ...",
      "Unpacking b (1.0) ...",
      "Setting up a (1.0) ...",
      "Setting up b (1.0) ...",
      "I: running --customize-hook in shell: sh -c 'sh /x/customize \"$1\"'",
    ]),
  ).toEqual([10, 25, 41, 57, 73, 90]);
});

test("progress never decreases, and counts packages only once their number is known", () => {
  expect(percentages(["Unpacking a (1.0) ...", "Setting up a (1.0) ..."])).toEqual([]);
  const many = Array.from({ length: 50 }, () => "Setting up a (1.0) ...");
  const seen = percentages(["0 upgraded, 3 newly installed", ...many, "I: extracting archives..."]);
  expect(seen).toEqual([...seen].sort((a, b) => a - b));
  expect(seen.at(-1)).toBe(90);
});
