// An installation in a terminal, as its user sees it.
import { expect, test } from "demotool/fixtures";

test.override("vmOptions", {
  prepare: async (vm) => {
    await vm.exec("apt-get", ["update"], { user: "root", timeout: 600_000 });
  },
  // The lists of packages are good for a while only: a state for each day.
  prepareKey: new Date().toISOString().slice(0, 10),
});

test("install a program with apt", async ({ vm }) => {
  await vm.exec("setsid", ["--fork", "xfce4-terminal", "--title=Terminal", "--geometry=90x24+60+80"]);
  await expect(vm).toShowText("demo@debian:~$", { timeout: 120_000 });

  await vm.record("install", async () => {
    await vm.step("Install the program", async () => {
      await vm.keyboard.type("sudo apt install --yes cowsay\n");
      await expect(vm).toShowText("password for demo");
      await vm.keyboard.type("demokudasaidomo\n");
      await expect(vm).toShowText("Setting up cowsay", { timeout: 300_000 });
      await vm.screen.waitForStable();
    });
    await vm.step("Run it", async () => {
      await vm.keyboard.type("clear; /usr/games/cowsay 'It is installed.'\n");
      await expect(vm).toShowText(/^\W*It is installed/, { timeout: 60_000 });
      await vm.pause(1500);
    });
  });

  const { stdout } = await vm.exec("dpkg", ["--status", "cowsay"]);
  expect(stdout).toContain("Status: install ok installed\n");
});
