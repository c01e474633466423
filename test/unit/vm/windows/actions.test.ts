import { expect, test } from "vitest";
import { OptionError } from "../../../../src/base/errors.ts";
import { WindowError } from "../../../../src/vm/windows/errors.ts";
import { client, desktop, failure, files, first, one, two } from "../../../support/windows/desktop.ts";
import { scriptedWindows } from "../../../support/windows/scripted.ts";

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
