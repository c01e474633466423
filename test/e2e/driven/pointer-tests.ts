// Tests of the pointer on the real desktop, for a file that boots it.
import { beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { Deadline } from "../../../src/base/time/deadline.ts";
import { poll } from "../../../src/base/time/poll.ts";
import { text as phrase } from "../../../src/screen/targets/text.ts";
import type { Vm } from "../../../src/vm/vm.ts";
import { difference } from "../difference.ts";
import { closeEditors } from "./guest-files.ts";
import { gtkDevices, splitterAt } from "./pointer-facts.ts";

/** GTK's view of the pointer, selecting by a drag, dragging a file, and a key after a click. */
export function pointerTests(guest: () => Vm): void {
  describe("the pointer", () => {
    let vm: Vm;
    beforeAll(() => {
      vm = guest();
    });

    test("GTK takes the pointer for a mouse", async () => {
      const devices = await gtkDevices(vm);
      expect(devices).toMatchObject({ "QEMU QEMU USB Tablet": "mouse" });
      expect(Object.values(devices)).not.toContain("touchscreen");
    });

    test("a drag over a text selects all of it, without a magnifier", async () => {
      const line = "Two roads diverged in a yellow wood";
      await vm.exec("tee", ["/tmp/wood.txt"], { input: `Stop here\n${line}\nand so on\n` });
      await vm.exec("setsid", ["--fork", "mousepad", "/tmp/wood.txt"]);
      onTestFinished(() => closeEditors(vm));
      const { region } = await vm.screen.waitForStill(phrase("Two roads"), { timeout: 120_000 });
      await vm.mouse.move(phrase("Two roads"), { position: { x: 0, y: region.height / 2 } });
      await vm.mouse.down();
      await vm.mouse.move(region.x + 500, region.y + region.height / 2);
      await vm.screen.waitForStable();
      const held = await vm.screen.capture();
      await vm.mouse.up();
      await vm.screen.waitForStable();
      expect((await vm.exec("xclip", ["-o", "-selection", "primary"])).stdout).toBe(line);
      // GTK shows a magnifier at a finger that selects, and handles when it is lifted.
      expect(difference(held.data, (await vm.screen.capture()).data)).toBeLessThan(0.0005);
    });

    test("a file dragged beside a splitter moves, and the splitter stays; F2 after a click renames", async () => {
      await vm.exec("sh", ["-c", "mkdir -p ~/gestures ~/Desktop && cd ~/gestures && touch meadow.txt shore.txt"]);
      await vm.exec("setsid", ["--fork", "thunar", "/home/demo/gestures"]);
      onTestFinished(async () => {
        await vm.exec("sh", ["-c", "thunar -q; rm -r ~/gestures ~/Desktop/pond-5.txt"], { reject: false });
      });
      await vm.screen.waitForStill(phrase("meadow.txt"), { timeout: 120_000 });
      const keys: number[] = [];
      const names = ["meadow.txt", "shore.txt"];
      for (let round = 1; round <= 6; round++) {
        // A renamed file stays selected: the next click is on the other one.
        await vm.mouse.click(phrase(names.shift() ?? ""));
        const start = performance.now();
        await vm.keyboard.press("F2");
        keys.push(Math.round(performance.now() - start));
        names.push(`pond-${round}.txt`);
        // The editor of the name has the part before the last dot selected.
        await vm.keyboard.type(`pond-${round}\n`);
        const expected = names.toSorted().map((file) => `${file}\n`);
        await poll(Deadline.after(20_000, `renaming to ${names.at(-1)}`), 200, async () => {
          return (await vm.exec("ls", ["/home/demo/gestures"])).stdout === expected.join("") || undefined;
        });
      }
      console.log(`F2 after a click, milliseconds: ${keys.join(" ")}`);

      // The first in the window, so that it is beside the splitter.
      const [name = ""] = names;
      const file = await vm.screen.waitForStill(phrase(name));
      const row = file.region.y + 150;
      const splitter = splitterAt(await vm.screen.capture(), row);
      const fromPosition = { x: splitter + 46 - file.region.x, y: -40 };
      await vm.mouse.drag(phrase(name), phrase("Desktop"), { fromPosition });
      await poll(Deadline.after(20_000, "the moved file"), 200, async () => {
        return (await vm.exec("ls", [`/home/demo/Desktop/${name}`], { reject: false })).exitCode === 0 || undefined;
      });
      await vm.screen.waitForStable();
      expect(splitterAt(await vm.screen.capture(), row)).toBe(splitter);
    });
  });
}
