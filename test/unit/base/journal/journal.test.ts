import { existsSync, readFileSync, rmSync, statSync, symlinkSync, truncateSync } from "node:fs";
import { mkdir, readdir, readlink, writeFile } from "node:fs/promises";
import { expect, test } from "vitest";
import type { DemoOutput } from "../../../../src/base/demo-output.ts";
import { ActionEvents, Actor } from "../../../../src/base/journal/actor.ts";
import { journalOf, shareJournal } from "../../../../src/base/journal/journal.ts";
import { captureLog } from "../../../support/captured-log.ts";
import { journalStage } from "../../../support/journal.ts";

const step = (title: string) => ({ kind: "step", details: { title } }) as const;
const exec = (args: readonly string[]) => ({ kind: "exec", details: { command: "sh", args, user: "demo" } }) as const;

test("the first action creates the file: a header, then a line per begin and end", async () => {
  const { actor, output, path, lines } = await journalStage();
  expect(existsSync(output.directory)).toBe(false);
  const before = Date.now();
  await actor.act(step("one"), () => {
    expect(lines().map(({ type }) => type)).toEqual(["header", "begin"]);
  });
  expect(await readdir(output.directory)).toEqual(["journal.jsonl"]);
  const [header, begin, end] = lines();
  expect(header).toEqual({
    type: "header",
    version: 1,
    name: "test",
    attempt: 1,
    domain: "demo-test",
    origin: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
  });
  expect(Math.abs(Date.parse(header?.origin as string) - before)).toBeLessThan(2000);
  expect(begin).toEqual({
    type: "begin",
    id: 1,
    kind: "step",
    start: expect.any(Number),
    source: { file: "test/unit/base/journal/journal.test.ts", line: expect.any(Number) },
    details: { title: "one" },
  });
  expect(end).toEqual({ type: "end", id: 1, end: expect.any(Number), outcome: "ok" });
  expect(begin?.start).toBeGreaterThanOrEqual(0);
  expect(end?.end).toBeGreaterThanOrEqual(begin?.start as number);
  expect(readFileSync(path, "utf8").endsWith("\n")).toBe(true);
});

test("a recording's time zero uses the same clock as the actions", async () => {
  const { actor, lines } = await journalStage();
  await actor.act({ kind: "record", details: { name: "menu" } }, (action) =>
    action.update({ path: "menu.mp4", timeZero: performance.now() }),
  );
  const [, begin, update, end] = lines();
  const timeZero = (update?.details as { timeZero: number } | undefined)?.timeZero;
  expect(timeZero).toBeGreaterThanOrEqual(begin?.start as number);
  expect(timeZero).toBeLessThanOrEqual(end?.end as number);
});

test("a source outside the root is an absolute path", async () => {
  const { actor, lines } = await journalStage({ root: "/nowhere" });
  await actor.act(step("one"), () => {});
  expect(lines()[1]?.source).toMatchObject({ file: expect.stringMatching(/^\/.*\/journal\.test\.ts$/) });
});

test("a first attempt truncates the file and later ones append", async () => {
  const { again, lines } = await journalStage();
  await again().act(step("old"), () => {});
  await again().act(step("first"), () => {});
  await again({ attempt: 2 }).act(step("second"), () => {});
  expect(lines().map(({ type, attempt, id }) => [type, attempt ?? id])).toEqual([
    ["header", 1],
    ["begin", 1],
    ["end", 1],
    ["header", 2],
    ["begin", 1],
    ["end", 1],
  ]);
});

test("a later attempt starts a new line after a truncated one", async () => {
  const { again, path } = await journalStage();
  await again().act(step("first"), () => {});
  truncateSync(path, statSync(path).size - 5);
  await again({ attempt: 2 }).act(step("second"), () => {});
  expect(readFileSync(path, "utf8")).toMatch(/[^}]\n\{"type":"header","version":1,"name":"test","attempt":2/);
});

test("demos that share a journal write one file, and actions of the other VM carry its domain", async () => {
  const { output, lines } = await journalStage();
  const other = { ...output };
  shareJournal(other, journalOf(output));
  const actorOn = (demo: DemoOutput, domain: string): Actor =>
    new Actor({ domain, events: new ActionEvents(), record: journalOf(demo) });
  await actorOn(output, "demo-one").act(step("one"), () => {});
  await actorOn(other, "demo-two").act(step("two"), () => {});
  expect(lines().map(({ type, id, domain }) => [type, id, domain])).toEqual([
    ["header", undefined, "demo-one"],
    ["begin", 1, undefined],
    ["end", 1, undefined],
    ["begin", 2, "demo-two"],
    ["end", 2, undefined],
  ]);
});

test("truncates texts and lists, and omits secrets", async () => {
  const { actor, lines } = await journalStage();
  await actor.act(exec(["x".repeat(5000), ...Array.from({ length: 500 }, String)]), () => {});
  const args = (lines()[1]?.details as { args: string[] } | undefined)?.args;
  expect(args).toHaveLength(100);
  expect(args?.[0]).toBe(`${"x".repeat(1000)}…`);
});

test("the next action recreates a removed directory, the end of one does not", async () => {
  const { actor, output, lines } = await journalStage();
  await actor.act(step("one"), () => rmSync(output.directory, { recursive: true }));
  expect(existsSync(output.directory)).toBe(false);
  await actor.act(step("two"), () => {});
  expect(lines().map(({ type, id }) => [type, id])).toEqual([
    ["header", undefined],
    ["begin", 2],
    ["end", 2],
  ]);
});

test.for(["a file is in the directory's place", "a directory is in the file's place", "the disk is full"])(
  "only one warning and no error: %s",
  async (fault) => {
    const log = captureLog();
    const { actor, output, path } = await journalStage();
    if (fault.startsWith("a file")) await writeFile(output.directory, "");
    if (fault.startsWith("a directory")) await mkdir(path, { recursive: true });
    if (fault.startsWith("the disk")) {
      await mkdir(output.directory);
      symlinkSync("/dev/full", path);
    }
    expect(await actor.act(step("one"), () => 1)).toBe(1);
    expect(await actor.act(step("two"), () => 2)).toBe(2);
    expect(log.map(({ level, message }) => [level, message])).toEqual([
      ["warn", "could not write the journal: it ends here"],
    ]);
  },
);

test("details that cannot be serialized only cause a warning", async () => {
  const log = captureLog();
  const { actor } = await journalStage();
  expect(await actor.act(exec([1n as unknown as string]), () => 1)).toBe(1);
  expect(log.map(({ level }) => level)).toEqual(["warn"]);
});

test("keeps no file open", async () => {
  const { actor, path } = await journalStage();
  await actor.act(step("one"), async () => {
    const open = await readdir("/proc/self/fd");
    const targets = await Promise.all(open.map((fd) => readlink(`/proc/self/fd/${fd}`).catch(() => "")));
    expect(targets).not.toContain(path);
  });
});
