import { expect, test } from "vitest";
import { AbortedError, DemotoolError, OptionError } from "../../../../src/base/errors.ts";
import { WindowError } from "../../../../src/vm/windows/errors.ts";
import type { GuestWindow } from "../../../../src/vm/windows/guest-window.ts";
import { type ScriptedWindow, type ScriptedX, scriptedWindows } from "../../../support/scripted-windows.ts";

const client = { x: 100, y: 50, width: 640, height: 480 };
const one: ScriptedWindow = { id: 1, title: "One - Editor", program: "editor", pid: 10, client };
const two: ScriptedWindow = { id: 2, title: "Two - Editor", program: "editor", pid: 10, client };
const files: ScriptedWindow = { id: 3, title: "“Notes”  2024", program: "files", pid: 11, client };

/** A window manager that does what it is asked, to copies of the windows. */
function desktop(windows: readonly ScriptedWindow[], more: Partial<ScriptedX> = {}): ScriptedX {
  const x: ScriptedX = {
    active: 1,
    windows: windows.map((window) => ({ ...window, states: [] })),
    onMessage([id, name, ...data]) {
      const window = x.windows.find((one) => one.id === id);
      if (window === undefined) return;
      if (name === "_NET_ACTIVE_WINDOW") {
        window.isIcon = false;
        x.active = id;
      }
      if (name === "WM_CHANGE_STATE") window.isIcon = true;
      if (name === "_NET_CLOSE_WINDOW") x.windows.splice(x.windows.indexOf(window), 1);
      if (name === "_NET_WM_STATE") window.states = data[0] === "1" ? ["MAXIMIZED_VERT", "MAXIMIZED_HORZ"] : [];
      if (name !== "_NET_MOVERESIZE_WINDOW") return;
      const [left = 0, top = 0, width = 0, height = 0] = data.slice(1).map((word) => Number(word) | 0);
      window.client = { x: left, y: top, width, height };
    },
    ...more,
  };
  return x;
}

async function failure(promise: Promise<unknown>): Promise<DemotoolError> {
  const error = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(DemotoolError);
  return error as DemotoolError;
}

async function first(x: ScriptedX): Promise<GuestWindow> {
  const [window] = await scriptedWindows(x).list({ nth: 0 });
  if (window === undefined) throw new Error("no window");
  return window;
}

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

test("focuses, maximises, minimises and restores", async () => {
  const x = desktop([one, two]);
  x.active = 2;
  const window = await first(x);
  expect(window.active).toBe(false);
  await window.focus();
  expect(window.active).toBe(true);
  await window.maximise();
  expect(window.maximised).toBe(true);
  await window.minimise();
  expect(window.minimised).toBe(true);
  expect(() => window.region).toThrow(WindowError);
  await window.restore();
  expect(window).toMatchObject({ maximised: false, minimised: false });
  expect(window.region).toEqual(client);
});

test.each([
  ["MAXIMIZED_VERT", "vertically"],
  ["MAXIMIZED_HORZ", "horizontally"],
])("a window with %s is listed so, moved, sized and maximised", async (state, halfMaximised) => {
  const x = desktop([one]);
  const [raw] = x.windows;
  if (raw === undefined) throw new Error("no window");
  raw.states = [state];
  const { onMessage } = x;
  x.onMessage = (message) => {
    // A window manager does not move or size what is maximised.
    if (message[1] !== "_NET_MOVERESIZE_WINDOW" || raw.states?.length === 0) onMessage(message);
  };
  const window = await first(x);
  expect(window).toMatchObject({ maximised: false, halfMaximised });
  const missing = await failure(scriptedWindows(x).waitFor({ title: "Other" }, { timeout: 0 }));
  expect(missing.output).toContain(`maximised ${halfMaximised}`);
  await window.move({ x: 7, y: 9 });
  expect(window).toMatchObject({ halfMaximised: undefined, place: { x: 7, y: 9 } });
  raw.states = [state];
  await window.resize({ width: 300, height: 200 });
  expect(window.place).toEqual({ x: 7, y: 9, width: 300, height: 200 });
  raw.states = [state];
  await window.restore();
  expect(window.halfMaximised).toBeUndefined();
  raw.states = [state];
  await window.maximise();
  expect(window).toMatchObject({ maximised: true, halfMaximised: undefined });
});

test("a dialog that takes the focus of its window is enough", async () => {
  const x = desktop([one, { ...two, owner: 1, type: "DIALOG" }]);
  const { onMessage } = x;
  x.onMessage = (message) => {
    onMessage(message);
    x.active = 2;
  };
  const window = await first(x);
  await window.focus();
  expect(window.active).toBe(false);
});

test("moves and sizes the frame, also when the window manager is off by it", async () => {
  const x = desktop([{ ...one, frame: 5 }]);
  const window = await first(x);
  await window.move({ x: 0, y: 0 });
  expect(x.windows[0]?.client).toEqual({ ...client, x: 5, y: 5 });
  expect(window.place).toEqual({ x: 0, y: 0, width: 650, height: 490 });
  const { onMessage } = x;
  x.onMessage = (message) => {
    onMessage(message);
    const [moved] = x.windows;
    if (moved) moved.client = { ...moved.client, x: moved.client.x + 5, y: moved.client.y + 20 };
  };
  await window.resize({ width: 300, height: 200 });
  expect(window.place).toEqual({ x: 0, y: 0, width: 300, height: 200 });
});

test("a terminal may end with a whole number of characters", async () => {
  const x = desktop([{ ...one, step: 10 }]);
  const { onMessage } = x;
  x.onMessage = (message) => {
    onMessage(message);
    const [sized] = x.windows;
    if (sized) sized.client = { ...sized.client, width: sized.client.width - (sized.client.width % 10) };
  };
  const window = await first(x);
  await window.resize({ width: 305, height: 200 });
  expect(window.place).toMatchObject({ width: 300, height: 200 });
});

test("a place that the window does not take is an error with both", async () => {
  const window = await first(desktop([one], { onMessage() {} }));
  const error = await failure(window.resize({ width: 10, height: 10 }, { timeout: 300 }));
  expect(error.headline).toContain("is 640x480 at 100,50, not 10x10 at 100,50");
  expect(await failure(window.move({ x: 0.5, y: 0 }))).toBeInstanceOf(OptionError);
  expect(await failure(window.resize({ width: 0, height: 1 }))).toBeInstanceOf(OptionError);
});

test("closes a window; its handle is of no use then", async () => {
  const x = desktop([one, two]);
  const window = await first(x);
  await window.close();
  expect(x.windows.map(({ id }) => id)).toEqual([2]);
  for (const call of [window.focus(), window.refresh(), window.close()]) {
    expect((await failure(call)).headline).toContain('"One - Editor" is not there any more');
  }
});

test("the number of a closed window may belong to another program", async () => {
  const x = desktop([one]);
  const window = await first(x);
  x.windows.splice(0, 1, { ...files, id: 1 });
  expect((await failure(window.focus())).headline).toContain("is not there any more");
});

test("a window that asks something stays, which is an error at once; one that does nothing, after the limit", async () => {
  const x = desktop([one, two]);
  const question = { ...two, id: 9, title: "Save Changes", type: "DIALOG", owner: 1 };
  x.onMessage = () => void x.windows.push(question);
  const start = performance.now();
  const error = await failure((await first(x)).close({ timeout: 60_000 }));
  expect(performance.now() - start).toBeLessThan(10_000);
  expect(error.headline).toBe('the window "One - Editor" is still open: it shows the window "Save Changes"');
  const idle = await first(desktop([one], { onMessage() {} }));
  expect((await failure(idle.close({ timeout: 200 }))).headline).toContain("is still open 200 ms after");
});

test.each([
  ["another window of the program", { ...two, id: 9 }, false],
  ["a dialog of another window", { ...two, id: 9, type: "DIALOG", owner: 2 }, false],
  ["a dialog of another program", { ...files, id: 9, type: "DIALOG" }, false],
  ["a dialog without an owner", { ...two, id: 9, type: "DIALOG" }, true],
  ["a modal window without an owner", { ...two, id: 9, states: ["MODAL"] }, true],
  ["a dialog of the whole program", { ...two, id: 9, type: "DIALOG", owner: 999 }, true],
  ["a dialog of a dialog", { ...two, id: 9, type: "DIALOG", owner: 3 }, true],
])("%s is the question of a window that stays: %o", async (_what, opened, isQuestion) => {
  const x = desktop([one, two, { ...files, pid: 10, owner: 1 }]);
  const window = await first(x);
  x.onMessage = () => {
    x.windows.push({ ...opened });
    const start = performance.now();
    // The program takes longer to close than a question stays unanswered.
    x.onLook = () => {
      if (!isQuestion && performance.now() - start > 1500) x.windows.splice(0, x.windows.length, two);
    };
  };
  const closed = window.close({ timeout: 60_000 });
  if (isQuestion) expect((await failure(closed)).headline).toContain(`it shows the window "${opened.title}"`);
  else await closed;
});

test("reads the properties again", async () => {
  const x = desktop([one]);
  const window = await first(x);
  Object.assign(x.windows[0] ?? {}, { title: "Three" });
  expect((await window.refresh()).title).toBe("Three");
});

test("a region is the part on the screen", async () => {
  const [partly, off] = await scriptedWindows(
    desktop([
      { ...one, client: { ...client, x: -40, y: 700 } },
      { ...two, client: { ...client, x: 5000 } },
    ]),
  ).list();
  expect(partly?.region).toEqual({ x: 0, y: 700, width: 600, height: 100 });
  expect(() => off?.region).toThrow("outside of the screen");
});
