// A desktop that waits until there are four of them.
import { mkdir, readdir, writeFile } from "node:fs/promises";
import { setTimeout as delay } from "node:timers/promises";
import { expect, test } from "demotool/fixtures";

test("a desk", async ({ vm, demo }) => {
  await mkdir("met", { recursive: true });
  await writeFile(`met/${vm.name}`, "");
  while ((await readdir("met")).length < 4) await delay(100);
  await vm.screenshot("desktop");
  expect((await vm.exec("nproc")).stdout).toBe("1\n");
  // No VM sees another's changes.
  expect((await vm.exec("ls", ["-A", "Desktop"])).stdout).toBe("");
  await vm.exec("touch", ["Desktop/mine"]);
  await writeFile("met/desks.txt", `${demo.path("desktop.png")}\n`, { flag: "a" });
});
