// What sources reveal about test names, and whether they can give the same directory.
import { expect, test } from "vitest";
import { mayProduce, titlesIn, words } from "../../../src/plugin/titles.ts";

const source = `
  describe("Größe ändern", () => {
    test('install flow', async () => {});
    test.for([1, 2])(\`case %i of \${all}\`, () => {});
    test(\`\${whatever}\`, () => {});
    demoTest
      .skip("by my own test", async ({ vm }) => { await vm.screenshot("editor"); vm.exec('install'); });
  });
`;

test("titles are slugs of the first arguments of test-like calls", () => {
  expect(titlesIn(source)).toEqual(["groesse-aendern", "install-flow", "case*of*", "by-my-own-test"]);
});

test.for([
  [["install flow"], true],
  [["Größe ändern", "install flow"], true],
  [["Größe", "ändern install", "flow"], true],
  [["Install Flow!"], true],
  [["install"], false],
  [["editor"], false],
  [["install flow", "b"], false],
  [["case 12 of 5"], true],
  [["Größe ändern", "case 12 of 5"], true],
  [["case 12 of"], true],
  [["case of 5"], true],
  [["cas 12 of 5"], false],
  [["a case 12 of 5"], false],
] as const)("%j can come from the source: %s", ([names, expected]) => {
  expect(mayProduce(titlesIn(source), words(names))).toBe(expected);
});

test("matches many overlapping titles quickly", () => {
  const titles = Array.from({ length: 200 }, (_, index) =>
    Array(index + 1)
      .fill("a")
      .join("-"),
  );
  expect(mayProduce(titles, words([`${"a ".repeat(150)}b`]))).toBe(false);
});

test("matches titles of many placeholders quickly", () => {
  const titles = titlesIn(`test(\`${("a $" + "{x} ").repeat(30)}b\`)`);
  const start = performance.now();
  expect(mayProduce(titles, words([`${"a ".repeat(100)}b`]))).toBe(true);
  expect(mayProduce(titles, words([`${"a ".repeat(100)}c`]))).toBe(false);
  expect(mayProduce(titles, "a-".repeat(5000))).toBe(true);
  expect(performance.now() - start).toBeLessThan(2000);
});
