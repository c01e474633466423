import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import {
  AbortedError,
  addFacts,
  DemotoolError,
  errorCodes,
  OptionError,
  TimeoutError,
  tail,
} from "../../../src/base/errors.ts";

const parts = {
  headline: "the disk is full",
  facts: { path: "/a b", freeBytes: 12, missing: undefined },
  output: "first\nsecond\n",
  next: "make room",
} as const;

test("a message has the headline first, then the facts, the output and the next step", () => {
  const error = new DemotoolError("DISK_SPACE", parts);
  expect(error.message).toBe(
    ["the disk is full", '  path="/a b" freeBytes=12', "  | first", "  | second", "  → make room"].join("\n"),
  );
  expect(error).toMatchObject({ code: "DISK_SPACE", name: "DemotoolError", headline: "the disk is full" });
  expect(error).toMatchObject({ next: "make room", output: "first\nsecond\n", facts: parts.facts });
});

test("a message omits empty parts", () => {
  expect(new DemotoolError("VNC", { headline: "no", next: "wait" }).message).toBe("no\n  → wait");
  expect(new DemotoolError("VNC", { headline: "no", next: "wait" }).cause).toBeUndefined();
});

test("keeps the cause", () => {
  const cause = new Error("why");
  expect(new DemotoolError("VNC", { headline: "no", next: "wait", cause }).cause).toBe(cause);
});

const evil = "\u001b]0;owned\u0007\u001b[2J\u009b31mred\u001b[0m\u202e\r\u007f";

test("whatever an error quotes is shown without escape sequences, and its headline is one line", () => {
  const error = new DemotoolError("VNC", {
    headline: `the server said ${evil}\n  → run this`,
    facts: { seen: evil, name: "a\nb" },
    output: `first ${evil}\nsecond`,
    next: `look at ${evil}`,
  });
  addFacts(error, { later: evil });
  expect(error.message).toBe(
    [
      "the server said red → run this",
      '  seen="red" name="a\\nb" later="red"',
      "  | first red",
      "  | second",
      "  → look at red",
    ].join("\n"),
  );
  expect(error).toMatchObject({
    headline: "the server said red → run this",
    facts: { seen: "red", later: "red" },
    output: "first red\nsecond",
    next: "look at red",
  });
});

test("long parts are cut, with a note: the beginning of a headline and a fact, the end of an output", () => {
  const { headline, facts, output } = new DemotoolError("GUEST", {
    headline: "x".repeat(2e6),
    facts: { seen: "y".repeat(2e6) },
    output: `${"z".repeat(2e6)}\nend`,
    next: "wait",
  });
  expect(headline).toMatch(/^x{1000}… \(1999000 characters cut\)$/);
  expect(facts.seen).toMatch(/^y{2000}… \(1998000 characters cut\)$/);
  expect(output).toMatch(/^\(1934468 characters cut\) …z{65532}\nend$/);
});

test("facts added later appear in the message and the stack", () => {
  const error = new DemotoolError("VNC", { headline: "$& no", facts: { port: 5900 }, next: "wait" });
  addFacts(error, { removed: "the overlay" });
  expect(error.facts).toEqual({ port: 5900, removed: "the overlay" });
  expect(error.message).toBe('$& no\n  port=5900 removed="the overlay"\n  → wait');
  expect(error.stack).toContain('port=5900 removed="the overlay"');
  expect(error.stack).toContain("errors.test.ts");
});

test("each class has its name and code", () => {
  expect(new OptionError(parts)).toMatchObject({ name: "OptionError", code: "OPTION" });
  expect(new OptionError(parts, "DEMO_NAME").code).toBe("DEMO_NAME");
  expect(new TimeoutError(parts)).toMatchObject({ name: "TimeoutError", code: "TIMEOUT" });
  expect(new AbortedError(parts)).toMatchObject({ name: "AbortedError", code: "ABORTED" });
});

test("the tail of a text is its last lines without trailing blank lines", () => {
  expect(tail("a\nb\nc\n\n", 2)).toBe("b\nc");
  expect(tail("", 2)).toBe("");
});

test("docs/errors.md lists every code with its meaning", () => {
  const page = readFileSync(new URL("../../../docs/errors.md", import.meta.url), "utf8");
  const rows = [...page.matchAll(/^\| `([A-Z_]+)` \| (.+?) \|/gm)].map(([, code, meaning]) => [code, meaning]);
  expect(Object.fromEntries(rows)).toEqual(errorCodes);
});
