// Tests of vm.windows on the real desktop, for a file that boots it.
import { describe, expect, onTestFinished, test } from "vitest";
import type { Region } from "../../../src/base/geometry/region.ts";
import { text } from "../../../src/screen/targets/text.ts";
import type { Vm } from "../../../src/vm/vm.ts";
import { WindowError } from "../../../src/vm/windows/errors.ts";

const slow = { timeout: 120_000 };

/** A title that looks like other lines of the list, and has escape sequences. */
const hostileTitle = "\u001b[31mA\nwindow 1 0 0 9 9\nproperty 1 é 日本 \u001b]0;x\u0007";

/** Opens a program that stays. */
async function open(vm: Vm, ...command: string[]): Promise<void> {
  await vm.exec("setsid", ["--fork", ...command]);
}

async function failure(promise: Promise<unknown>): Promise<WindowError> {
  const error = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(WindowError);
  return error as WindowError;
}

/** The place of a window by xwininfo(1) and xprop(1), which know nothing of demotool. */
async function measured(vm: Vm, id: string): Promise<Region> {
  const { stdout } = await vm.exec("sh", ["-c", 'xwininfo -id "$1"; xprop -id "$1" _NET_FRAME_EXTENTS', "sh", id]);
  const number = (pattern: RegExp): number => Number(pattern.exec(stdout)?.[1]);
  const extents = /_NET_FRAME_EXTENTS.* = (.*)/.exec(stdout)?.[1] ?? "";
  const [left = 0, right = 0, top = 0, bottom = 0] = extents.split(", ").map(Number);
  return {
    x: number(/Absolute upper-left X: +(-?\d+)/) - left,
    y: number(/Absolute upper-left Y: +(-?\d+)/) - top,
    width: number(/Width: (\d+)/) + left + right,
    height: number(/Height: (\d+)/) + top + bottom,
  };
}

/** Declares the tests, for the VM of the calling file; no window is open before them, and none after. */
export function windowTests(vmOf: () => Vm): void {
  describe("windows", () => {
    test("two editors, a terminal and a file manager are listed, moved, sized, focused and closed", async () => {
      const vm = vmOf();
      onTestFinished(async () => {
        await vm.exec("pkill", ["mousepad|xfce4-terminal|thunar"], { reject: false });
        await vm.windows.waitForGone({ program: /mousepad|terminal|thunar/ }, slow);
      });
      expect(await vm.windows.list()).toEqual([]);
      await vm.exec("sh", ["-c", "echo one >/tmp/one.txt; echo two >/tmp/two.txt"]);

      await open(vm, "mousepad", "--opening-mode=window", "/tmp/one.txt");
      const one = await vm.windows.waitFor({ title: "one.txt", program: "mousepad" }, slow);
      expect(one).toMatchObject({ program: "mousepad", class: "Mousepad", active: true, minimised: false });
      await open(vm, "mousepad", "--opening-mode=window", "/tmp/two.txt");
      const two = await vm.windows.waitFor({ title: /two\.txt/ }, slow);
      await open(vm, "xfce4-terminal", "--dynamic-title-mode=none", "--title", hostileTitle);
      const terminal = await vm.windows.waitFor({ program: "xfce4-terminal", active: true }, slow);
      await open(vm, "thunar", "/usr");
      const files = await vm.windows.waitFor({ program: "thunar" }, slow);
      const start = performance.now();
      const list = await vm.windows.list();
      console.log(`list of ${list.length} windows, milliseconds: ${Math.round(performance.now() - start)}`);
      expect(list.map(({ title }) => title)).toEqual([one, two, terminal, files].map(({ title }) => title));
      expect(terminal.title).toContain("window 1 0 0 9 9 property 1 é 日本");
      // biome-ignore lint/suspicious/noControlCharactersInRegex: none may be left
      expect(terminal.title).not.toMatch(/[\0-\x1f]/);

      const several = await failure(vm.windows.waitFor({ program: "mousepad" }, slow));
      expect(several.code).toBe("WINDOW");
      expect(several.message).toContain(one.title);
      expect((await vm.windows.waitFor({ program: "mousepad", nth: 1 }, slow)).id).toBe(two.id);
      const missing = await failure(vm.windows.waitFor({ title: "three.txt" }, { timeout: 0 }));
      expect(missing.windows.map(({ id }) => id)).toEqual(list.map(({ id }) => id));

      for (const [window, x, y] of [
        [one, 40, 60],
        [two, 500, 300],
        [files, 333, 111],
      ] as const) {
        await window.move({ x, y }, slow);
        await window.resize({ width: 601, height: 403 }, slow);
        expect(window.place).toEqual({ x, y, width: 601, height: 403 });
        expect(await measured(vm, window.id)).toEqual(window.place);
      }
      await terminal.move({ x: 600, y: 50 }, slow);
      await terminal.resize({ width: 640, height: 400 }, slow);
      expect(await measured(vm, terminal.id)).toEqual(terminal.place);
      expect(Math.abs(terminal.place.width - 640)).toBeLessThan(terminal.step.width);

      await one.focus(slow);
      expect(one.active).toBe(true);
      expect((await two.refresh(slow)).active).toBe(false);
      expect(await vm.screen.find(text("one.txt"), { region: one.region })).toBeDefined();
      await one.maximise(slow);
      expect(one).toMatchObject({ maximised: true, place: { x: 0, width: 1280 } });
      await one.minimise(slow);
      expect(() => one.region).toThrow("is minimised");
      await one.restore(slow);
      await one.restore(slow);
      expect(one).toMatchObject({ maximised: false, minimised: false });
      expect(one.place).toEqual({ x: 40, y: 60, width: 601, height: 403 });

      await terminal.focus(slow);
      await vm.keyboard.type("echo $SHELL >/tmp/shell\n");
      await vm.exec("sh", ["-c", "until [ -s /tmp/shell ]; do sleep 0.1; done"], { timeout: 60_000 });
      expect((await vm.exec("cat", ["/tmp/shell"])).stdout).toBe("/bin/bash\n");

      await two.focus(slow);
      await vm.keyboard.type("unsaved");
      await vm.windows.waitFor({ title: /^\*.*two\.txt/ }, slow);
      const asked = await failure(two.close(slow));
      expect(asked.headline).toContain("is still open: it shows the window");
      const dialog = asked.windows.find(({ owner }) => owner === two.id);
      expect(dialog).toBeDefined();
      await vm.keyboard.press("Escape");
      await vm.windows.waitForGone({ title: dialog?.title }, slow);
      await one.close(slow);
      await files.close(slow);
      expect((await vm.windows.list()).map(({ id }) => id)).toEqual([two.id, terminal.id]);
      await two.focus(slow);
      await vm.keyboard.press("Control+S");
      await vm.windows.waitFor({ title: /^[^*]*two\.txt/ }, slow);
      await two.close(slow);
      await terminal.close(slow);
      expect(await vm.windows.list()).toEqual([]);
      expect((await failure(one.focus(slow))).headline).toContain("is not there any more");
    });

    test("a window that is maximised in one direction is listed so, moved, sized, restored and maximised", async () => {
      const vm = vmOf();
      onTestFinished(async () => {
        await vm.exec("pkill", ["mousepad"], { reject: false });
        await vm.windows.waitForGone({ program: "mousepad" }, slow);
      });
      const bind = (key: string, action: string): Promise<unknown> => {
        const property = ["-p", `/xfwm4/custom/${key}`, "-n", "-t", "string", "-s", action];
        return vm.exec("xfconf-query", ["-c", "xfce4-keyboard-shortcuts", ...property]);
      };
      await bind("<Super>F5", "maximize_vert_key");
      await bind("<Super>F6", "maximize_horiz_key");
      await open(vm, "mousepad", "/etc/hosts");
      const editor = await vm.windows.waitFor({ program: "mousepad" }, slow);
      for (const [keys, direction] of [
        ["Super+F5", "vertically"],
        ["Super+F6", "horizontally"],
      ] as const) {
        const enlarged = async (): Promise<void> => {
          await editor.focus(slow);
          await vm.keyboard.press(keys);
          await expect
            .poll(async () => (await editor.refresh(slow)).halfMaximised, { timeout: 60_000 })
            .toBe(direction);
          expect(editor.maximised).toBe(false);
        };
        await editor.move({ x: 200, y: 100 }, slow);
        await editor.resize({ width: 600, height: 400 }, slow);
        await enlarged();
        const wide = direction === "horizontally";
        expect(editor.place).toMatchObject(wide ? { x: 0, width: 1280, height: 400 } : { x: 200, width: 600 });
        await editor.move({ x: 70, y: 90 }, slow);
        expect(editor).toMatchObject({ halfMaximised: undefined, place: { x: 70, y: 90, width: 600, height: 400 } });
        await enlarged();
        await editor.resize({ width: 500, height: 300 }, slow);
        expect(await measured(vm, editor.id)).toEqual({ x: 70, y: 90, width: 500, height: 300 });
        await enlarged();
        await editor.maximise(slow);
        expect(editor).toMatchObject({ maximised: true, halfMaximised: undefined });
        await editor.restore(slow);
        expect(editor).toMatchObject({ maximised: false, place: { x: 70, y: 90, width: 500, height: 300 } });
        await enlarged();
        await editor.restore(slow);
        expect(editor.place).toEqual({ x: 70, y: 90, width: 500, height: 300 });
      }
      await editor.close(slow);
    });
  });
}
