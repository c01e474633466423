// A terminal on the desktop with the keyboard focus.
import type { Region } from "../../src/base/geometry/region.ts";
import { Deadline } from "../../src/base/time/deadline.ts";
import { poll } from "../../src/base/time/poll.ts";
import type { Vm } from "../../src/vm/vm.ts";

/** An open terminal; disposal closes it. */
export interface Terminal extends AsyncDisposable {
  /** The region of its window when it opens, without the window's frame. */
  readonly place: Region;
}

/** Opens a terminal and waits until it receives typed text. */
export async function openTerminal(vm: Vm, args: readonly string[] = []): Promise<Terminal> {
  await vm.exec("rm", ["-f", "/tmp/bench-ready"]);
  await vm.exec("setsid", ["--fork", "xfce4-terminal", ...args]);
  await poll(Deadline.after(120_000, "the terminal's first command"), 2000, async () => {
    await vm.keyboard.type("clear; echo yes >/tmp/bench-ready\n", { delay: 0 });
    return (await vm.exec("cat", ["/tmp/bench-ready"], { reject: false })).stdout === "" ? undefined : true;
  });
  return {
    place: await activeWindow(vm),
    [Symbol.asyncDispose]: async () => {
      await vm.exec("pkill", ["-x", "xfce4-terminal"], { reject: false });
      await poll(Deadline.after(60_000, "the terminal's end"), 500, async () =>
        (await vm.exec("pgrep", ["-x", "xfce4-terminal"], { reject: false })).exitCode === 0 ? undefined : true,
      );
    },
  };
}

async function activeWindow(vm: Vm): Promise<Region> {
  const script = 'xwininfo -id "$(xprop -root _NET_ACTIVE_WINDOW | sed "s/.*# //")"';
  const { stdout } = await vm.exec("sh", ["-c", script]);
  const number = (name: string): number => Number(new RegExp(`${name}: +(-?\\d+)`).exec(stdout)?.[1]);
  return {
    x: number("Absolute upper-left X"),
    y: number("Absolute upper-left Y"),
    width: number("Width"),
    height: number("Height"),
  };
}
