// Tests of characters without a key and of the clipboard on the real desktop, for a file that boots it.
import { beforeAll, describe, expect, test } from "vitest";
import { Deadline } from "../../../src/base/time/deadline.ts";
import { poll } from "../../../src/base/time/poll.ts";
import type { Vm } from "../../../src/vm/vm.ts";
import { content, untilWritten } from "./guest-files.ts";
import { keyMapOf, typeUnusualTexts, unusualTexts } from "./unusual-text.ts";

/** Texts that no layout has all keys for, typed into a terminal and an editor, and pasted. */
export function unusualTextTests(guest: () => Vm): void {
  describe("characters that the layout has no key for", () => {
    let vm: Vm;
    let before: string;
    beforeAll(async () => {
      vm = guest();
      before = await keyMapOf(vm);
    });

    test("arrive in a terminal, and the key map stays as it was", async () => {
      const file = "/tmp/unusual";
      const run = `until [ -e ${file}.end ]; do IFS= read -r line && printf %s "$line" >${file}; done`;
      await vm.exec("setsid", ["--fork", "xfce4-terminal", "--execute", "sh", "-c", `touch ${file}.ready; ${run}`]);
      await poll(Deadline.after(120_000, "the terminal"), 500, async () =>
        (await vm.exec("test", ["-e", `${file}.ready`], { reject: false })).failed ? undefined : true,
      );
      await vm.screen.waitForStable();
      const read = async (): Promise<string> => {
        const typed = await content(vm, file);
        if (typed !== "") await vm.exec("truncate", ["-s", "0", file]);
        return typed;
      };
      await typeUnusualTexts(vm, { save: () => vm.keyboard.press("Enter"), read });
      expect(await keyMapOf(vm)).toBe(before);
      await vm.exec("touch", [`${file}.end`]);
      await vm.keyboard.press("Enter");
    });

    test("arrive in an editor, pasted ones too", async () => {
      const file = "/tmp/unusual.txt";
      await vm.exec("setsid", ["--fork", "mousepad", file]);
      await untilWritten(vm, file, async () => {
        await vm.keyboard.press("x");
        await vm.keyboard.press("Control+S");
      });
      const select = (): Promise<void> => vm.keyboard.press("Control+A");
      const save = async (): Promise<void> => {
        await vm.keyboard.press("Control+S");
        await select();
      };
      const read = async (): Promise<string> => {
        const typed = (await content(vm, file)).trimEnd();
        if (typed !== "") await vm.exec("rm", [file]);
        return typed;
      };
      await select();
      await vm.exec("rm", [file]);
      await typeUnusualTexts(vm, { save, read });
      expect(await keyMapOf(vm)).toBe(before);
      // A program may paste later than it takes the next key.
      const saved = async (): Promise<string> => {
        await vm.keyboard.press("Control+S");
        return (await content(vm, file)).trimEnd();
      };
      const pasted = unusualTexts.join("\n");
      await select();
      await vm.clipboard.write(pasted);
      expect(await vm.clipboard.read()).toBe(pasted);
      await vm.keyboard.press("Control+V");
      await expect.poll(saved, { timeout: 60_000 }).toBe(pasted);
      await select();
      await vm.keyboard.type("It’s verified: café — 5 €", { verify: true });
      await expect.poll(saved, { timeout: 60_000 }).toBe("It’s verified: café — 5 €");
      await vm.keyboard.press("Control+Q");
    });

    test("the clipboard says what it cannot give", async () => {
      await vm.exec("sh", ["-c", "printf abc | xclip -selection clipboard -target image/png -in >/dev/null 2>&1"]);
      await expect(vm.clipboard.read()).rejects.toThrow(/holds no text.*image\/png/s);
      const large = "äöü 0123456789\n".repeat(58_000);
      await vm.clipboard.write(large);
      expect(await vm.clipboard.read()).toBe(large);
      await expect(vm.clipboard.write(large.repeat(2))).rejects.toMatchObject({ code: "OPTION" });
    });
  });
}
