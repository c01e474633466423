import { afterEach, beforeEach, expect, test } from "vitest";
import { formatEntry, type LogEntry, log, setLogLevel, setLogSink } from "../../../src/base/log.ts";

let entries: LogEntry[] = [];
let restore = (): void => {};

beforeEach(() => {
  entries = [];
  restore = setLogSink((entry) => entries.push(entry));
});

afterEach(() => {
  restore();
  setLogLevel("info");
});

test("an entry carries its level, message, facts and source file", () => {
  log.error("no disk", { path: "/x" });
  expect(entries).toMatchObject([{ level: "error", message: "no disk", facts: { path: "/x" } }]);
  expect(entries[0]?.source).toMatch(/^test\/unit\/base\/log\.test\.ts:\d+$/);
});

test("an entry is one line of text", () => {
  const entry = { level: "warn", message: "slow", facts: { seconds: 3 }, source: "src/vm/boot.ts:4" } as const;
  expect(formatEntry(entry)).toBe("[demotool] warn slow seconds=3 (src/vm/boot.ts:4)");
  expect(formatEntry({ ...entry, facts: {} })).toBe("[demotool] warn slow (src/vm/boot.ts:4)");
});

test("a sink that fails does not fail the program", () => {
  restore();
  restore = setLogSink(() => {
    throw new Error("EMFILE");
  });
  expect(() => log.error("kept going")).not.toThrow();
});

test("an entry holds no escape sequences, and its message is one line", () => {
  log.warn("the guest said \u001b]0;owned\u0007\u001b[2Jno\n[demotool] forged", { reason: "\u009b31mred\r" });
  expect(entries).toMatchObject([{ message: "the guest said no [demotool] forged", facts: { reason: "red" } }]);
});

test("drops entries below the level", () => {
  log.debug("quiet");
  setLogLevel("error");
  log.warn("dropped");
  log.error("kept");
  setLogLevel("silent");
  log.error("dropped too");
  expect(entries.map(({ message }) => message)).toEqual(["kept"]);
});

test("warnOnce logs a warning once", () => {
  for (let i = 0; i < 3; i++) log.warnOnce("only once");
  log.warnOnce("another");
  expect(entries.map(({ message }) => message)).toEqual(["only once", "another"]);
});
