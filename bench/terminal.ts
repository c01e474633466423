// A terminal on the desktop that has the keyboard.
import { Deadline } from "../src/base/deadline.ts";
import { poll } from "../src/base/poll.ts";
import type { Vm } from "../src/vm/vm.ts";

/** Opens a terminal and waits until what is typed arrives in it; disposing of the result closes it. */
export async function openTerminal(vm: Vm, args: readonly string[] = []): Promise<AsyncDisposable> {
  await vm.exec("rm", ["-f", "/tmp/bench-ready"]);
  await vm.exec("setsid", ["--fork", "xfce4-terminal", ...args]);
  await poll(Deadline.after(120, "the terminal's first command"), 2, async () => {
    await vm.keyboard.type("clear; echo yes >/tmp/bench-ready\n", { delay: 0 });
    return (await vm.exec("cat", ["/tmp/bench-ready"])).stdout === "" ? undefined : true;
  });
  return {
    [Symbol.asyncDispose]: async () => {
      await vm.exec("pkill", ["-x", "xfce4-terminal"]);
      await poll(Deadline.after(60, "the terminal's end"), 0.5, async () =>
        (await vm.exec("pgrep", ["-x", "xfce4-terminal"])).exitCode === 0 ? undefined : true,
      );
    },
  };
}
