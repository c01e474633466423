// A recorded demo: three sections become three videos, their steps chapters and captions.
import { image, text } from "demotool";
import { expect, test } from "demotool/fixtures";

/** Milliseconds for a program to start: it takes long on a busy host without KVM. */
const patience = { timeout: 120_000 };

test("a tour of the desktop", async ({ vm }) => {
  await vm.record("menu", async () => {
    await vm.step("Open the applications menu", async () => {
      await vm.mouse.click(text("Applications"));
      await vm.mouse.move(text("Terminal Emulator"));
      await vm.pause(500);
    });
    await vm.step("Start the terminal", async () => {
      await vm.mouse.click(text("Terminal Emulator"));
      await expect(vm).toShowText("demo@debian:~$", patience);
    });
    await vm.pause(1000);
  });

  await vm.record("terminal", async () => {
    await vm.step("Ask for the system's name", async () => {
      await vm.keyboard.type("uname -sro\n");
      await expect(vm).toShowText(/GNU\/Linux/);
      await vm.pause(1000);
    });
    await vm.step("Write a poem", async () => {
      await vm.keyboard.type("echo 'An old silent pond...' | tee pond.txt\n");
      await expect(vm).toShowText(/^An old silent pond/);
      await vm.pause(1000);
    });
    await vm.step("Leave the terminal", async () => {
      await vm.keyboard.press("Control+D");
      await expect(vm).not.toShowText("demo@", patience);
    });
  });

  await vm.record("files", async () => {
    await vm.step("Open the home folder", async () => {
      await vm.mouse.dblclick(image("home.png"));
      await expect(vm).toShowText("pond.txt", patience);
    });
    await vm.step("Read the poem", async () => {
      await vm.mouse.dblclick(text("pond.txt"));
      await expect(vm).toShowText("An old silent pond", patience);
    });
    await vm.pause(1000);
  });
});
