import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { isRunning, parseEnd, parseProcess } from "../../../../src/guest/programs/process-state.ts";

test("reads the kernel's line of this process", async () => {
  const process_ = parseProcess(await readFile("/proc/self/stat", "utf8"));
  expect(process_).toMatchObject({
    pid: process.pid,
    state: expect.stringMatching(/^[RS]$/),
    startTime: expect.stringMatching(/^\d+$/),
  });
});

test("a process's name may contain anything", () => {
  const rest = `Z ${Array.from({ length: 49 }, (_, index) => index + 4).join(" ")}`;
  expect(parseProcess(`7 (a) R 1 (\n) ${rest}\n`)).toEqual({ pid: 7, state: "Z", startTime: "22" });
});

test.for(["", "x", "7 (sh)", "7 (sh) R 1 2", "-1 (sh) R", `1e9 (sh) ${"R ".repeat(30)}`])(
  "%j is no process",
  (text) => {
    expect(parseProcess(text)).toBeUndefined();
  },
);

test.for([
  ["R", true],
  ["S", true],
  ["T", true],
  ["Z", false],
  ["X", false],
] as const)("state %s", ([state, runs]) => {
  expect(isRunning({ pid: 1, state, startTime: "1" })).toBe(runs);
});

test.for([
  ["0\n", 0],
  ["143\n", 143],
  ["", undefined],
  ["1", undefined],
  ["x\n", undefined],
  ["99999\n", undefined],
] as const)("the end %j", ([text, code]) => {
  expect(parseEnd(text)).toBe(code);
});
