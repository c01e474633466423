import { expect, test, vi } from "vitest";
import { OptionError } from "../../../src/base/errors.ts";
import type { PointerState } from "../../../src/base/live-screen.ts";
import { Mouse } from "../../../src/input/mouse.ts";
import type { MoveOptions } from "../../../src/input/pointer/options.ts";
import { text } from "../../../src/screen/targets/text.ts";
import { type RfbGuest, rfbGuest, type SeenPointer } from "../../support/guests/rfb-guest.ts";
import { journalStage } from "../../support/journal.ts";

const jump: MoveOptions = { duration: 0 };

function mouseOf(guest: RfbGuest): Mouse {
  return new Mouse({ connect: async () => guest.client });
}

async function seen(guest: RfbGuest, count: number): Promise<SeenPointer[]> {
  await vi.waitFor(() => expect(guest.pointers.length).toBeGreaterThanOrEqual(count));
  return guest.pointers;
}

const at = (x: number, y: number, buttons = 0): SeenPointer => ({ x, y, buttons });

test("moves in the given steps, starting from the middle of the screen", async () => {
  await using guest = await rfbGuest();
  const mouse = mouseOf(guest);
  await mouse.move(100, 200, { steps: 4 });
  expect(await seen(guest, 4)).toHaveLength(4);
  expect(guest.pointers[0]?.x).toBeGreaterThan(400);
  expect(guest.pointers[3]).toEqual(at(100, 200));
  await mouse.move({ x: 110, y: 200 }, { steps: 1 });
  expect((await seen(guest, 5)).slice(4)).toEqual([at(110, 200)]);
});

test("takes the given time, or a human's", async () => {
  await using guest = await rfbGuest();
  const mouse = mouseOf(guest);
  const timed = async (options?: MoveOptions): Promise<number> => {
    await mouse.move(0, 0, jump);
    const start = performance.now();
    await mouse.move(1000, 700, options);
    return (performance.now() - start) / 1000;
  };
  const told = await timed({ duration: 300 });
  expect(told).toBeGreaterThan(0.28);
  expect(told).toBeLessThan(0.6);
  expect(guest.pointers.length).toBeGreaterThan(15);
  const own = await timed();
  expect(own).toBeGreaterThan(0.7);
  expect(own).toBeLessThan(1.5);
});

test("clicks with each button, once and twice", async () => {
  await using guest = await rfbGuest();
  const mouse = mouseOf(guest);
  await mouse.click(10, 20, { ...jump, button: "right" });
  expect(await seen(guest, 3)).toEqual([at(10, 20), at(10, 20, 4), at(10, 20)]);
  await mouse.dblclick({ x: 30, y: 40 }, jump);
  const twice = [at(30, 40), at(30, 40, 1), at(30, 40), at(30, 40, 1), at(30, 40)];
  expect((await seen(guest, 8)).slice(3)).toEqual(twice);
  await mouse.click(undefined, { button: "middle" });
  expect((await seen(guest, 10)).slice(8)).toEqual([at(30, 40, 2), at(30, 40)]);
});

test("drags with the button held, and releases it if the movement fails", async () => {
  await using guest = await rfbGuest();
  const mouse = mouseOf(guest);
  /** The states of the button, without the approach to the start. */
  const buttons = (): number[] => guest.pointers.slice(first).map((pointer) => pointer.buttons);
  let first = 0;
  await mouse.drag({ x: 10, y: 10 }, { x: 40, y: 10 }, { steps: 3, duration: 0 });
  await vi.waitFor(() => expect(buttons().join("")).toMatch(/^0+11110$/));
  expect(guest.pointers.at(-1)).toEqual(at(40, 10));
  first = guest.pointers.length;
  await expect(mouse.drag({ x: 10, y: 10 }, { x: 4000, y: 10 }, jump)).rejects.toThrow(OptionError);
  const through = [{ x: -1, y: 0 }];
  await expect(mouse.drag({ x: 10, y: 10 }, { x: 40, y: 10 }, { ...jump, through })).rejects.toThrow(OptionError);
  await expect(mouse.drag({ x: 10, y: 10 }, text("nowhere"), jump)).rejects.toThrow("no screen");
  await vi.waitFor(() => expect(buttons().join("")).toMatch(/^0+10$/));
});

test("goes straight through places while a button is down, by drag and by hand", async () => {
  await using guest = await rfbGuest();
  const mouse = mouseOf(guest);
  const [corner, end] = [
    { x: 300, y: 10 },
    { x: 300, y: 210 },
  ];
  await mouse.drag({ x: 10, y: 10 }, end, { through: [corner], duration: 200 });
  const dragged = guest.pointers.filter(({ buttons }) => buttons === 1);
  expect(dragged).toContainEqual({ ...corner, buttons: 1 });
  expect(dragged.at(-1)).toEqual({ ...end, buttons: 1 });
  for (const { x, y } of dragged) expect(x === 300 || y === 10).toBe(true);

  const before = guest.pointers.length;
  await mouse.down();
  await mouse.move(10, 210, { duration: 100 });
  await mouse.up();
  const byHand = await seen(guest, before + 3);
  for (const { y } of byHand.slice(before)) expect(y).toBe(210);
});

test("goes curved with a button down if asked to, and straight without one", async () => {
  await using guest = await rfbGuest();
  const mouse = mouseOf(guest);
  await mouse.move(100, 100, jump);
  await mouse.move(900, 100, { duration: 100, path: "straight" });
  await seen(guest, 7);
  expect(new Set(guest.pointers.map(({ y }) => y))).toEqual(new Set([100]));
  await mouse.drag({ x: 900, y: 100 }, { x: 100, y: 100 }, { duration: 100, path: "curved" });
  const dragged = guest.pointers.filter(({ buttons }) => buttons === 1);
  expect(Math.max(...dragged.map(({ y }) => y))).toBeGreaterThan(120);
});

test("takes the pixel of a target, at both ends of a drag", async () => {
  await using guest = await rfbGuest();
  const region = { x: 90, y: 40, width: 20, height: 20 };
  const screen = { waitForStill: async () => ({ region, similarity: 1 }) };
  const mouse = new Mouse({ connect: async () => guest.client, screen });
  await mouse.click(text("Name"), { ...jump, position: { x: 150, y: -3 } });
  expect(await seen(guest, 3)).toContainEqual(at(240, 37, 1));
  const positions = { fromPosition: { x: 1, y: 2 }, toPosition: { x: 19, y: 18 } };
  await mouse.drag(text("Name"), text("Name"), { ...jump, ...positions });
  await vi.waitFor(() => expect(guest.pointers.at(-1)).toEqual(at(109, 58)));
  const dragged = guest.pointers.slice(3).filter(({ buttons }) => buttons === 1);
  expect(dragged).toEqual([at(91, 42, 1), at(109, 58, 1)]);
});

test("refuses a position without a target before anything moves", async () => {
  await using guest = await rfbGuest();
  const mouse = mouseOf(guest);
  const pixel = { x: 10, y: 10 };
  await expect(mouse.click(5, 5, { position: pixel })).rejects.toThrow("option position of the mouse needs a target");
  await expect(mouse.drag(pixel, pixel, { toPosition: pixel })).rejects.toThrow("option toPosition of the mouse");
  await expect(mouse.drag(pixel, pixel, { path: "round" as never })).rejects.toThrow("option path of the mouse");
  await expect(mouse.move(5, 5, { through: [{ x: 5000, y: 5 }] })).rejects.toThrow("not on the screen");
  expect(guest.pointers).toEqual([]);
});

test("holds several buttons, and turns the wheel while one is held", async () => {
  await using guest = await rfbGuest();
  const mouse = mouseOf(guest);
  await mouse.down();
  await mouse.down({ button: "right" });
  await mouse.up();
  await mouse.wheel(1);
  await mouse.wheel(-2, { delay: 0 });
  await mouse.releaseAll();
  await mouse.releaseAll();
  const buttons = (await seen(guest, 10)).map((pointer) => pointer.buttons);
  expect(buttons).toEqual([1, 5, 4, 20, 4, 12, 4, 12, 4, 0]);
});

test.each([
  [1280, 0],
  [0, 800],
  [-1, 5],
])("rejects (%s, %s) as off the screen, and does not move", async (x, y) => {
  await using guest = await rfbGuest();
  const mouse = mouseOf(guest);
  await expect(mouse.click({ x, y })).rejects.toThrow("not on the screen of 1280x800 pixels");
  await mouse.move(1279, 799, jump);
  expect(await seen(guest, 1)).toEqual([at(1279, 799)]);
});

test.each([
  [Number.NaN, 5],
  [5, Number.POSITIVE_INFINITY],
  ["a", 5],
  [undefined, undefined],
])("rejects (%s, %s) before it connects or looks for a target", async (x, y) => {
  const connect = vi.fn();
  const waitForStill = vi.fn();
  const mouse = new Mouse({ connect, screen: { waitForStill } });
  const place = { x, y } as { x: number; y: number };
  const name = text("Name");
  for (const refused of [
    () => mouse.move(place),
    () => mouse.click(place),
    () => mouse.dblclick(place),
    () => mouse.move(name, { through: [place] }),
    () => mouse.drag(name, place),
    () => mouse.drag(place, name),
    () => mouse.drag(name, name, { through: [place] }),
  ]) {
    await expect(refused()).rejects.toThrow("is not a place");
  }
  expect([connect, waitForStill].flatMap(({ mock }) => mock.calls)).toEqual([]);
});

test("a pixel off the screen is refused before a target is looked for", async () => {
  await using guest = await rfbGuest();
  const waitForStill = vi.fn();
  const mouse = new Mouse({ connect: async () => guest.client, screen: { waitForStill } });
  const off = { x: 5000, y: 5 };
  await expect(mouse.move(off, { through: [text("Name")] })).rejects.toThrow("not on the screen");
  await expect(mouse.drag(off, text("Name"))).rejects.toThrow("not on the screen");
  expect(waitForStill).not.toHaveBeenCalled();
  expect(guest.pointers).toEqual([]);
});

test("the time and steps of a drag are those of the way with the button down", async () => {
  await using guest = await rfbGuest();
  const mouse = mouseOf(guest);
  await mouse.move(0, 0, jump);
  await mouse.drag({ x: 1000, y: 700 }, { x: 900, y: 700 }, { duration: 0, steps: 2 });
  const [approach, dragged] = [0, 1].map((held) => guest.pointers.filter(({ buttons }) => buttons === held));
  expect(approach?.length).toBeGreaterThan(20);
  expect(dragged).toEqual([at(1000, 700, 1), expect.anything(), at(900, 700, 1)]);
});

test("rejects invalid options by name", async () => {
  await using guest = await rfbGuest();
  const mouse = mouseOf(guest);
  await expect(mouse.click(1, 1, { button: "fourth" as never })).rejects.toThrow("button of the mouse");
  await expect(mouse.move(1, 1, { duration: 500_000 })).rejects.toThrow("duration of the mouse");
  await expect(mouse.move(1, 1, { duration: 0.5 })).rejects.toThrow("is in milliseconds");
  await expect(mouse.move(1, 1, { steps: -1 })).rejects.toThrow("steps of the mouse");
  await expect(mouse.wheel(0.5)).rejects.toThrow("notches of mouse.wheel");
  await expect(mouse.move(undefined as never)).rejects.toThrow("mouse.move needs a place");
  expect(guest.pointers).toEqual([]);
});

test("the connection knows which device has sent last", async () => {
  await using guest = await rfbGuest();
  expect(guest.client.lastInput).toBeUndefined();
  const before = performance.now();
  await mouseOf(guest).move(5, 6, jump);
  expect(guest.client.lastInput?.device).toBe("pointer");
  expect(guest.client.lastInput?.time).toBeGreaterThanOrEqual(before);
  guest.client.key(0xff0d, true);
  expect(guest.client.lastInput?.device).toBe("keyboard");
});

test("notifies pointer listeners once per change", async () => {
  await using guest = await rfbGuest();
  const changes: PointerState[] = [];
  const stop = guest.client.onPointer((pointer) => changes.push(pointer));
  expect(guest.client.pointerState).toBeUndefined();
  const before = performance.now();
  await mouseOf(guest).click(5, 6, jump);
  stop();
  await mouseOf(guest).move(7, 8, jump);
  expect(changes.map(({ x, y, buttons }) => ({ x, y, buttons }))).toEqual([at(5, 6), at(5, 6, 1), at(5, 6)]);
  expect(changes[0]?.time).toBeGreaterThanOrEqual(before);
  expect(guest.client.pointerState).toMatchObject(at(7, 8));
});

test("the journal has the mouse's destination and where a target was found", async () => {
  await using guest = await rfbGuest();
  const { actor, lines } = await journalStage();
  const region = { x: 90, y: 40, width: 20, height: 20 };
  const screen = { waitForStill: async () => ({ region, similarity: 0.97 }) };
  const mouse = mouseOf(guest).on(screen, actor);
  await mouse.click(5, 6, { ...jump, button: "right" });
  await mouse.move(text("Trash"), jump);
  await mouse.drag({ x: 1, y: 2 }, text("Trash"), { ...jump, through: [{ x: 3, y: 4 }] });
  await expect(mouse.wheel(0.5)).rejects.toThrow(OptionError);
  expect(lines()).toMatchObject([
    { type: "header" },
    { type: "begin", kind: "mouse.click", target: { kind: "point", x: 5, y: 6 }, details: { button: "right" } },
    { type: "end", outcome: "ok" },
    { type: "begin", kind: "mouse.move", target: { kind: "text", text: "Trash" } },
    { type: "end", outcome: "ok", found: { region, similarity: 0.97 } },
    {
      type: "begin",
      kind: "mouse.drag",
      target: { kind: "point" },
      details: { to: { kind: "text", text: "Trash" }, through: [{ kind: "point", x: 3, y: 4 }] },
    },
    { type: "end", outcome: "ok", details: { toFound: { region, similarity: 0.97 } } },
    { type: "begin", kind: "mouse.wheel", details: { notches: 0.5 } },
    { type: "end", outcome: "failed", error: { name: "OptionError", code: "OPTION" } },
  ]);
});
