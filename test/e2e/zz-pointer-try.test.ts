import { afterAll, beforeAll, expect, test } from "vitest";
import { bootMachine } from "../../src/demo/boot.ts";
import { outputDirectory } from "../../src/demo/output-directory.ts";
import { text } from "../../src/screen/targets/text.ts";
import type { Vm } from "../../src/vm/vm.ts";

let vm: Vm;
beforeAll(async () => {
  const demo = outputDirectory("pointer", "/tmp/pointer-try");
  vm = await bootMachine({ domain: "demo-e2e-pointer", demo, image: "debian-12", options: {} });
});
afterAll(async () => {
  await vm?.[Symbol.asyncDispose]();
});
const timed = async <T>(name: string, action: () => Promise<T>): Promise<T> => {
  const start = performance.now();
  try { return await action(); } finally { console.log(name, Math.round(performance.now() - start)); }
};

test("mousepad", async () => {
  const line = "Two roads diverged in a yellow wood";
  await vm.exec("tee", ["/tmp/wood.txt"], { input: `Stop here\n${line}\nand so on\n` });
  await vm.exec("setsid", ["--fork", "sh", "-c", "GDK_DEBUG=input mousepad /tmp/wood.txt >/tmp/gdk.log 2>&1"]);
  const { region } = await vm.screen.waitForStill(text("Two roads diverged"), { timeout: 100_000 });
  const { region: end } = await vm.screen.waitForStill(text("wood"), { region: {x: 0, y: region.y - 4, width: 1280, height: region.height + 8} });
  console.log(region, end);
  await vm.mouse.move(region.x, region.y + 6);
  await vm.mouse.down();
  await timed("way", () => vm.mouse.move(end.x + end.width + 30, region.y + 8));
  await vm.screenshot("held");
  await vm.mouse.up();
  await vm.screenshot("selected");
  console.log("PRIMARY", JSON.stringify((await vm.exec("sh", ["-c", "xclip -o -selection primary"], { reject: false })).stdout));
  console.log((await vm.exec("sh", ["-c", "head -c 3000 /tmp/gdk.log; which xinput python3 xclip perl wmctrl; python3 -c 'import gi'; fc-list | head -3"], { reject: false })).stdout);
  await vm.exec("pkill", ["mousepad"], { reject: false });
}, 200_000);

test("thunar", async () => {
  await vm.exec("sh", ["-c", "mkdir -p ~/gestures/barn && echo hay > ~/gestures/meadow.txt"]);
  await vm.exec("setsid", ["--fork", "thunar", "/home/demo/gestures"]);
  await vm.screen.waitForStill(text("meadow.txt"), { timeout: 100_000 });
  await vm.screen.waitForStable();
  await vm.screenshot("thunar");
  for (let round = 0; round < 5; round++) {
    const [from, to] = round % 2 ? ["pond", "meadow"] : ["meadow", "pond"];
    await timed("click", () => vm.mouse.click(text(`${from}.txt`)));
    await timed("F2", () => vm.keyboard.press("F2"));
    await vm.screenshot(`renaming-${round}`);
    await vm.keyboard.press("Control+A");
    await timed("type", () => vm.keyboard.type(`${to}.txt\n`));
    await vm.screen.waitForStable();
    console.log((await vm.exec("ls", ["/home/demo/gestures"])).stdout);
  }
  await vm.screenshot("renamed");
  await timed("drag", () => vm.mouse.drag(text("pond.txt"), text("barn")));
  await vm.screen.waitForStable();
  await vm.screenshot("dragged");
  console.log((await vm.exec("find", ["/home/demo/gestures"])).stdout);
}, 200_000);
