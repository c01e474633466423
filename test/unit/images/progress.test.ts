// How a build shows its progress, on a terminal and elsewhere.
import { Writable } from "node:stream";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { log } from "../../../src/base/log.ts";
import { progressDisplay } from "../../../src/images/progress.ts";
import { captureLog } from "../../support/captured-log.ts";

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setInterval", "clearInterval", "performance"] });
});

afterEach(() => {
  vi.useRealTimers();
});

const image = "fedora-42";

test("on a terminal, a phase redraws one line with its time and percentage", () => {
  const terminal = fakeTerminal();
  using display = progressDisplay(terminal.stream);
  display.show({ image, phase: "download" });
  expect(terminal.lines()).toEqual(["image fedora-42: download (0:00)"]);
  vi.advanceTimersByTime(61_000);
  display.show({ image, phase: "download", percent: 41.9 });
  expect(terminal.lines()).toEqual(["image fedora-42: download 41 % (1:01)"]);
});

test("the time advances without reports", () => {
  const terminal = fakeTerminal();
  using display = progressDisplay(terminal.stream);
  display.show({ image, phase: "install" });
  vi.advanceTimersByTime(3000);
  expect(terminal.lines()).toEqual(["image fedora-42: install (0:03)"]);
});

test("each phase has its own line and time, and the last one is completed", () => {
  const terminal = fakeTerminal();
  const display = progressDisplay(terminal.stream);
  display.show({ image, phase: "download" });
  vi.advanceTimersByTime(5000);
  display.show({ image, phase: "install" });
  vi.advanceTimersByTime(2000);
  display[Symbol.dispose]();
  expect(terminal.lines()).toEqual(["image fedora-42: download (0:05)", "image fedora-42: install (0:02)", ""]);
});

test("draws nothing after the end", () => {
  const terminal = fakeTerminal();
  const display = progressDisplay(terminal.stream);
  display.show({ image, phase: "download" });
  display[Symbol.dispose]();
  const before = terminal.written();
  vi.advanceTimersByTime(10_000);
  expect(terminal.written()).toBe(before);
});

test("a silent display writes nothing", () => {
  const terminal = fakeTerminal();
  progressDisplay(terminal.stream)[Symbol.dispose]();
  expect(terminal.written()).toBe("");
});

test("truncates a line to the terminal's width so that it can be redrawn", () => {
  const terminal = fakeTerminal(20);
  using display = progressDisplay(terminal.stream);
  display.show({ image, phase: "a phase with a long name" });
  vi.advanceTimersByTime(3000);
  expect(terminal.lines()).toEqual(["image fedora-42: a p"]);
});

test("log lines appear above the live line", () => {
  const entries = captureLog();
  const terminal = fakeTerminal();
  const display = progressDisplay(terminal.stream);
  display.show({ image, phase: "first boot" });
  log.info("the guest agent answers");
  expect(terminal.lines()).toEqual([
    expect.stringMatching(/^\[demotool\] info the guest agent answers \(test\/unit\/images\/progress.test.ts:\d+\)$/),
    "image fedora-42: first boot (0:00)",
  ]);
  display[Symbol.dispose]();
  log.info("after the end");
  expect(entries.map(({ message }) => message)).toEqual(["after the end"]);
});

test("without a terminal, each phase is one log line", () => {
  const entries = captureLog();
  const pipe = fakeTerminal(80, false);
  using display = progressDisplay(pipe.stream);
  display.show({ image, phase: "download" });
  display.show({ image, phase: "download", percent: 50 });
  vi.advanceTimersByTime(7000);
  display.show({ image, phase: "install" });
  expect(entries.map(({ message, facts }) => [message, facts.elapsedSeconds])).toEqual([
    ["image fedora-42: download", 0],
    ["image fedora-42: install", 7],
  ]);
  expect(pipe.written()).toBe("");
});

interface FakeTerminal {
  readonly stream: NodeJS.WriteStream;
  written(): string;
  /** The visible text, with control sequences applied. */
  lines(): string[];
}

function fakeTerminal(columns = 80, isTTY = true): FakeTerminal {
  const chunks: string[] = [];
  const stream = new Writable({
    write: (chunk, _encoding, done) => {
      chunks.push(String(chunk));
      done();
    },
  });
  const written = (): string => chunks.join("");
  return {
    stream: Object.assign(stream, { isTTY, columns }) as unknown as NodeJS.WriteStream,
    written,
    // readline redraws with column 1 and "clear the whole line": drop what the line held.
    lines: () =>
      written()
        .split("\n")
        .map((line) => line.split("\u001b[1G\u001b[2K").at(-1) ?? ""),
  };
}
