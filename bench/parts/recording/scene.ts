// The recorded scene: 20 seconds of a desktop in use.
import type { Region } from "../../../src/base/geometry/region.ts";
import { Pace } from "../../../src/input/pace.ts";
import type { Vm } from "../../../src/vm/vm.ts";
import { Hand, type MovePointer } from "./hand.ts";

/** Seconds. */
export const sceneLength = 20;

/** An argument of xfce4-terminal that leaves room to move the window. */
export const sceneTerminal = "--geometry=70x20+300+200";

/**
 * Types into the terminal, lets it scroll, browses the applications menu, and moves the terminal. Always takes
 * {@link sceneLength}.
 */
export async function playScene(vm: Vm, terminal: Region, movePointer: MovePointer): Promise<void> {
  const hand = new Hand(movePointer);
  const listing = "for i in 1 2 3 4 5 6 7 8; do ls -l /usr/bin | tail -n 20; sleep 0.2; done\n";
  const acts: readonly [ms: number, act: () => Promise<unknown>][] = [
    // Repaints the whole screen: a recorder that only asks for changes would show nothing else.
    [1000, () => vm.exec("xrefresh", ["-solid", "black"])],
    [4000, () => vm.keyboard.type("echo The quick brown fox jumps over\n", { delay: 80 })],
    [4000, () => vm.keyboard.type(listing, { delay: 20 })],
    [5000, () => lookThroughMenu(vm, hand)],
    [5000, () => moveWindow(hand, terminal)],
    [1000, () => vm.keyboard.type("clear\n", { delay: 80 })],
  ];
  const pace = new Pace();
  for (const [ms, act] of acts) {
    await act();
    await pace.wait(ms);
  }
}

async function lookThroughMenu(vm: Vm, hand: Hand): Promise<void> {
  await hand.move(60, 13, 0.7);
  await hand.click();
  for (const y of [60, 110, 160, 210, 160, 110]) await hand.move(70, y, 0.5);
  await vm.keyboard.press("Escape");
  await vm.keyboard.press("Escape");
}

async function moveWindow(hand: Hand, { x, y, width }: Region): Promise<void> {
  // The title bar is above the window's content.
  const title = { x: x + Math.round(width / 2), y: y - 12 };
  await hand.move(title.x, title.y, 0.6);
  await hand.drag(title.x - 200, title.y - 100, 1);
  await hand.drag(title.x + 150, title.y + 60, 1.2);
  await hand.drag(title.x, title.y, 1);
}
