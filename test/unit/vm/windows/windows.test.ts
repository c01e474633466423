import { expect, test } from "vitest";
import { AbortedError, OptionError } from "../../../../src/base/errors.ts";
import { WindowError } from "../../../../src/vm/windows/errors.ts";
import { client, desktop, failure, files, one, two } from "../../../support/windows/desktop.ts";
import { scriptedWindows } from "../../../support/windows/scripted.ts";

/** A pattern for the flag v. */
const nestedSet = "[\\p{L}--[a-z]]ne";

test.each([
  [{}, ["1", "2", "3"]],
  [{ title: "Editor" }, ["1", "2"]],
  [{ title: "editor" }, []],
  [{ title: /editor$/i }, ["1", "2"]],
  [{ title: '"Notes" 2024' }, ["3"]],
  [{ title: "Notes”\n2024" }, ["3"]],
  [{ title: /^“notes/giy }, ["3"]],
  [{ title: new RegExp(nestedSet, "v") }, ["1"]],
  [{ title: "[One]" }, []],
  [{ program: "EDITOR" }, ["1", "2"]],
  [{ program: "editor-class" }, ["1", "2"]],
  [{ program: "edit" }, []],
  [{ program: /^edit/g }, ["1", "2"]],
  [{ active: true }, ["1"]],
  [{ active: false, program: "editor" }, ["2"]],
  [{ title: "Editor", nth: 1 }, ["2"]],
  [{ title: "Editor", nth: -1 }, ["2"]],
  [{ title: "Editor", nth: 2 }, []],
  [{ title: "Editor", nth: -3 }, []],
])("lists the windows that fit %o", async (query, ids) => {
  expect((await scriptedWindows(desktop([one, two, files])).list(query)).map(({ id }) => id)).toEqual(ids);
});

test("waits until the window is there and stands still", async () => {
  let looks = 0;
  const x = desktop([two]);
  x.onLook = () => {
    looks++;
    if (looks === 2) x.windows.push({ ...one });
    const moving = x.windows.find(({ id }) => id === 1);
    if (looks < 5 && moving) moving.client = { ...client, x: looks };
  };
  const window = await scriptedWindows(x).waitFor({ title: "One" }, { timeout: 5000 });
  expect(window).toMatchObject({ id: "1", title: "One - Editor", place: { ...client, x: 4 } });
  expect(looks).toBeGreaterThan(5);
});

test("several windows that fit are an error with all of them, unless one is chosen", async () => {
  const windows = scriptedWindows(desktop([one, two, files]));
  const error = (await failure(windows.waitFor({ title: "Editor" }))) as WindowError;
  expect(error).toBeInstanceOf(WindowError);
  expect(error.code).toBe("WINDOW");
  expect(error.headline).toContain('"One - Editor", "Two - Editor"');
  expect(error.windows).toHaveLength(3);
  expect(error.next).toContain("nth");
  expect((await windows.waitFor({ title: "Editor", nth: 1 })).id).toBe("2");
  expect((await windows.waitFor({ title: "Editor", active: true })).id).toBe("1");
});

test("several windows that fit for less than a second are no error", async () => {
  const x = desktop([one, two]);
  const start = performance.now();
  x.onLook = () => {
    if (performance.now() - start > 600 && x.windows.length > 1) x.windows.pop();
  };
  expect((await scriptedWindows(x).waitFor({ title: "Editor" })).id).toBe("1");
  const others = scriptedWindows(desktop([one, two]));
  const from = performance.now();
  await failure(others.waitFor({ title: "Editor" }));
  expect(performance.now() - from).toBeGreaterThan(900);
});

test("every window of many is listed, and a message lists the first and where the others are", async () => {
  const many = Array.from({ length: 1200 }, (_, index) => ({ ...one, id: index + 1, title: `Window ${index + 1}.` }));
  const windows = scriptedWindows(desktop(many));
  expect(await windows.list()).toHaveLength(1200);
  const error = await failure(windows.waitFor({ title: "Other" }, { timeout: 0 }));
  expect(error.message).toContain('"Window 1."');
  expect(error.message).toContain("and 1181 more");
  expect(error.next).toContain("the property windows of this error");
});

test("a window that does not come is an error with those that are there, and the nearest title", async () => {
  const windows = scriptedWindows(desktop([one, two]));
  const error = await failure(windows.waitFor({ title: "One - Edltor" }, { timeout: 200 }));
  expect(error.headline).toContain("within 200 ms");
  expect(error.output).toContain('"Two - Editor" of editor, 640x480 at 100,50');
  expect(error.facts.nearest).toBe("One - Editor");
  expect((await failure(windows.waitFor({ title: "Other" }, { timeout: 0 }))).facts.nearest).toBeUndefined();
});

test("waits until no window fits", async () => {
  let looks = 0;
  const x = desktop([one, two]);
  x.onLook = () => void (++looks === 3 && x.windows.shift());
  await scriptedWindows(x).waitForGone({ title: "One" }, { timeout: 5000 });
  expect(looks).toBe(3);
  const error = await failure(scriptedWindows(x).waitForGone({ title: "Two" }, { timeout: 200 }));
  expect(error.headline).toContain("was still there after 200 ms");
});

test("a long, a hostile and a right-to-left title are compared and listed", async () => {
  const titles = ["x".repeat(4000), "\u001b[31mred\u202egnp.exe", "مرحبا بالعالم"];
  const windows = scriptedWindows(desktop(titles.map((title, index) => ({ ...one, id: index + 1, title }))));
  expect((await windows.list({ title: "مرحبا" })).map(({ id }) => id)).toEqual(["3"]);
  expect((await windows.list({ title: "\u001b[31mred" })).map(({ id }) => id)).toEqual(["2"]);
  const error = await failure(windows.waitFor({ title: "y".repeat(5000) }, { timeout: 0 }));
  expect(error.message.length).toBeLessThan(4000);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: none may be left
  expect(error.message).not.toMatch(/[\u001b\u202e]/);
});

test("ends with the caller's signal, and with the demo's", async () => {
  const own = scriptedWindows(desktop([])).waitFor({ title: "One" }, { signal: AbortSignal.timeout(200) });
  expect(await failure(own)).toBeInstanceOf(AbortedError);
  const demo = scriptedWindows(desktop([]), { signal: AbortSignal.timeout(200) }).waitFor({ title: "One" });
  expect(await failure(demo)).toBeInstanceOf(AbortedError);
  const early = scriptedWindows(desktop([one])).list({}, { signal: AbortSignal.abort() });
  expect(await failure(early)).toBeInstanceOf(AbortedError);
  const hook = scriptedWindows(desktop([one]), { signal: AbortSignal.abort() });
  expect(await hook.list()).toHaveLength(1);
});

test.each([
  { title: "" },
  { title: "\u0007" },
  { program: " " },
  { title: 5 },
  { program: null },
  { active: "yes" },
  { nth: "0" },
  { nth: 0.5 },
])("refuses the query %o", async (query) => {
  expect(await failure(scriptedWindows(desktop([one])).list(query as never))).toBeInstanceOf(OptionError);
});

test("refuses a time limit in seconds", async () => {
  const error = await failure(scriptedWindows(desktop([one])).waitFor({ title: "One" }, { timeout: 5 }));
  expect(error).toBeInstanceOf(OptionError);
  expect(error.next).toContain("5000");
});

test("a session without windows is an error that says why", async () => {
  const error = await failure(scriptedWindows(desktop([one]), { session: {} }).list());
  expect(error.code).toBe("GUEST");
  expect(error.headline).toContain("no desktop session");
});
