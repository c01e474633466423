// A house, drawn with the mouse in a paint program and saved as a PNG file.
import { readFile } from "node:fs/promises";
import { image } from "demotool";
import { expect, test } from "demotool/fixtures";
import { decode } from "fast-png";
import { drawn } from "./drawn.ts";
import { install } from "./install.ts";

test.override("vmOptions", { prepare: (vm) => install(vm, "mtpaint"), prepareKey: "1" });

/** The corners of the house, from the lower left one. */
const house = [
  { x: 420, y: 560 },
  { x: 420, y: 380 },
  { x: 540, y: 280 },
  { x: 660, y: 380 },
  { x: 660, y: 560 },
];

test("draw a house", async ({ vm, demo }) => {
  await vm.exec("setsid", ["--fork", "mtpaint"]);
  const paint = await vm.windows.waitFor({ title: /^mtPaint/ }, { timeout: 120_000 });
  await paint.maximise();

  await vm.record("house", async () => {
    await vm.step("Draw the house", async () => {
      await vm.mouse.click(image("pencil.png"));
      for (const [index, from] of house.entries()) await vm.mouse.drag(from, house[(index + 1) % house.length] ?? from);
    });
    await vm.step("Save it", async () => {
      await vm.keyboard.press("Control+S");
      await vm.windows.waitFor({ title: /^Save/ });
      await vm.keyboard.type("house.png\n");
      await vm.windows.waitFor({ title: "house.png" });
      await vm.pause(1500);
    });
  });

  await vm.copyOut("house.png", demo.path("house.png"));
  const { lines, beside } = drawn(decode(await readFile(demo.path("house.png"))), house);
  expect(lines).toBeGreaterThan(0.98);
  expect(beside).toBe(0);
});
