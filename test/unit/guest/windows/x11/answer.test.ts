import fc from "fast-check";
import { expect, test } from "vitest";
import { numbersIn, parseAnswer, textsIn } from "../../../../../src/guest/windows/x11/answer.ts";
import { card32, printed, property } from "../../../../support/windows/scripted.ts";

const client = fc.record({
  x: fc.integer({ min: -32768, max: 32767 }),
  y: fc.integer({ min: -32768, max: 32767 }),
  width: fc.integer({ min: 1, max: 65535 }),
  height: fc.integer({ min: 1, max: 65535 }),
});
const bytes = fc.uint8Array({ maxLength: 200 });

test("reads back every window, whatever its title is", () => {
  const windows = fc.uniqueArray(
    fc.record({ id: fc.integer({ min: 1, max: 2 ** 29 }), title: fc.string({ unit: "binary" }), client }),
    { selector: ({ id }) => id, maxLength: 8 },
  );
  fc.assert(
    fc.property(windows, fc.nat(), (windows, active) => {
      const answer = parseAnswer(printed({ windows, active }));
      expect(answer.active).toBe(String(active));
      expect(answer.windows.map(({ id, client }) => ({ id, client }))).toEqual(
        windows.map(({ id, client }) => ({ id: String(id), client })),
      );
      const titles = answer.windows.map(({ properties }) => properties.get("_NET_WM_NAME")?.value.toString());
      expect(titles).toEqual(windows.map(({ title }) => Buffer.from(title).toString()));
    }),
  );
});

test("a property of any bytes is read as it is", () => {
  fc.assert(
    fc.property(bytes, (value) => {
      const { windows } = parseAnswer(`window 7 0 0 9 9\n${property(7, "WM_NAME", "STRING", value)}\n`);
      expect(windows[0]?.properties.get("WM_NAME")).toEqual({ type: "STRING", value: Buffer.from(value) });
    }),
  );
});

test("an output of any text gives windows with whole numbers only", () => {
  const piece = fc.oneof(fc.string(), fc.constantFrom("window 1 2 3 4 5", "window 1 2 3 4", "property 1 A - zz", "\n"));
  fc.assert(
    fc.property(fc.array(piece), (pieces) => {
      for (const { client } of parseAnswer(pieces.join("\n")).windows) {
        expect(Object.values(client).every(Number.isInteger)).toBe(true);
      }
    }),
  );
});

test("a window off the screen, and its process", () => {
  const comm = Buffer.from("mousepad").toString("hex");
  const [window] = parseAnswer(`window 3 -5 -6 7 8\nprogram 3 ${comm} -\n`).windows;
  expect(window).toMatchObject({ client: { x: -5, y: -6, width: 7, height: 8 } });
  expect(window?.program).toEqual({ comm: "mousepad", exe: "" });
});

test("numbers and texts of properties that are cut, missing or Latin 1", () => {
  expect(
    numbersIn({ type: "CARDINAL", value: Buffer.concat([card32(7, 4_294_967_295), Buffer.from([1, 2])]) }),
  ).toEqual([7, 4_294_967_295]);
  expect(numbersIn(undefined)).toEqual([]);
  expect(textsIn(undefined)).toEqual([]);
  expect(textsIn({ type: "STRING", value: Buffer.from([0x63, 0x61, 0x66, 0xe9, 0, 0x78]) })).toEqual(["café", "x"]);
  expect(textsIn({ type: "UTF8_STRING", value: Buffer.from([0xc3, 0xa9, 0xff]) })).toEqual(["é\ufffd"]);
});
