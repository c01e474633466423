import { readFileSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { JournalError, readJournal } from "../../../../src/base/journal/reader.ts";
import { testDirectory } from "../../../support/domains.ts";
import { journalStage } from "../../../support/journal.ts";

/** A journal of two attempts, made with the real writer. */
async function example(): Promise<{ path: string; text: string }> {
  const { actor, again, path } = await journalStage();
  await actor.act({ kind: "record", details: { name: "menu" } }, async (action) => {
    action.update({ path: "menu.mp4", timeZero: performance.now() });
    await actor.act({ kind: "step", details: { title: "Größe: “2 > 1”" } }, () =>
      actor.act({ kind: "mouse.click", target: { kind: "text", text: "OK" }, details: {} }, (click) =>
        click.found({ region: { x: 1, y: 2, width: 3, height: 4 }, similarity: 0.9, text: "OK" }),
      ),
    );
  });
  await actor.act({ kind: "pause", details: { durationMs: 5 } }, () => Promise.reject(new Error("no"))).catch(() => {});
  await again({ attempt: 2, domain: "demo-other" }).act({ kind: "unlock", details: {} }, () => {});
  return { path, text: readFileSync(path, "utf8") };
}

async function readText(text: string | Uint8Array): ReturnType<typeof readJournal> {
  const path = join(await testDirectory(), "journal.jsonl");
  await writeFile(path, text);
  return readJournal(path);
}

test("reads back what was written", async () => {
  const { path } = await example();
  const { attempts } = await readJournal(path);
  expect(attempts).toMatchObject([
    { version: 1, name: "test", attempt: 1, domain: "demo-test" },
    { attempt: 2, domain: "demo-other", actions: [{ id: 1, kind: "unlock", domain: "demo-other", outcome: "ok" }] },
  ]);
  const [first] = attempts;
  expect(first?.actions.map(({ id, parent, kind, outcome }) => [id, parent, kind, outcome])).toEqual([
    [1, undefined, "record", "ok"],
    [2, 1, "step", "ok"],
    [3, 2, "mouse.click", "ok"],
    [4, undefined, "pause", "failed"],
  ]);
  expect(first?.roots.map(({ kind }) => kind)).toEqual(["record", "pause"]);
  const [record, pause] = first?.roots ?? [];
  expect(record?.children[0]?.children[0]).toMatchObject({
    target: { kind: "text", text: "OK" },
    found: { region: { x: 1, y: 2, width: 3, height: 4 }, similarity: 0.9, text: "OK" },
  });
  expect(record?.details).toEqual({ name: "menu", path: "menu.mp4", timeZero: expect.any(Number) });
  expect(pause?.error).toEqual({ name: "Error", headline: "no" });
  // `kind` narrows the type of the details.
  if (pause?.kind === "pause") expect(pause.details.durationMs).toBe(5);
});

test("reads a journal truncated at any byte, with actions that did not end as unfinished", async () => {
  const bytes = Buffer.from((await example()).text);
  const path = join(await testDirectory(), "journal.jsonl");
  let before = 0;
  for (let length = 0; length <= bytes.length; length++) {
    await writeFile(path, bytes.subarray(0, length));
    const { attempts } = await readJournal(path);
    const actions = attempts.flatMap(({ actions }) => actions);
    expect(actions.length).toBeGreaterThanOrEqual(before);
    before = actions.length;
    for (const { end, outcome } of actions) expect(end === undefined).toBe(outcome === "unfinished");
  }
  expect(before).toBe(5);
});

test.each(["hello", '{"name":"demotool"}', "\u007fELF"])("one line that is no journal is refused: %j", async (text) => {
  await expect(readText(text)).rejects.toThrow(JournalError);
});

test("a truncated attempt does not hide the next one", async () => {
  const { text } = await example();
  const second = text.lastIndexOf('{"type":"header"');
  const { attempts } = await readText(`${text.slice(0, second - 10)}\n${text.slice(second)}`);
  expect(attempts.map(({ actions }) => actions.map(({ outcome }) => outcome))).toEqual([
    ["ok", "ok", "ok", "unfinished"],
    ["ok"],
  ]);
});

test("skips lines of unknown types", async () => {
  const { text } = await example();
  const { attempts } = await readText(text.replace("\n", '\n{"type":"paused","id":1}\n'));
  expect(attempts[0]?.actions).toHaveLength(4);
});

test.for([
  ["another version", (text: string) => text.replace('"version":1', '"version":2'), /has version 2/],
  ["no header", (text: string) => text.slice(text.indexOf("\n") + 1), /line 1 of/],
  ["a line that is not JSON", (text: string) => text.replace("\n", "\nhello\n"), /line 2 of/],
  ["a line that is not an object", (text: string) => text.replace("\n", "\n[1]\n"), /line 2 of/],
] as const)("rejects %s", async ([, change, message]) => {
  const { text } = await example();
  const refused = readText(change(text));
  await expect(refused).rejects.toMatchObject({ code: "JOURNAL", message: expect.stringMatching(message) });
});

test("a missing journal fails with the next step", async () => {
  await expect(readJournal("/nowhere/journal.jsonl")).rejects.toMatchObject({
    code: "JOURNAL",
    next: expect.stringContaining("journal.jsonl"),
  });
});
