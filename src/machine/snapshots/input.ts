// Keyboard and pointer around a snapshot: host, QEMU and guest must agree on them before and after.
import type { Deadline } from "../../base/time/deadline.ts";
import { pauseFor } from "../../base/time/poll.ts";
import type { Keyboard } from "../../input/keyboard.ts";
import type { KeyCode } from "../../input/keys/codes.ts";
import { keyEvent } from "../../input/keys/events.ts";
import type { Mouse } from "../../input/mouse.ts";
import type { Point } from "../../input/pointer/target.ts";
import type { KeyboardLights, VncClient } from "../../rfb/connect.ts";

/** What a guest is driven with. */
export interface Input {
  readonly keyboard: Keyboard;
  readonly mouse: Mouse;
  vnc(): Promise<VncClient>;
}

/** Where the pointer was, and what the keyboard's lights showed. */
export interface InputState {
  /** Undefined where it had never been moved. */
  readonly pointer: Point | undefined;
  readonly lights: KeyboardLights | undefined;
}

const locks = { scrollLock: "ScrollLock", numLock: "NumLock", capsLock: "CapsLock" } as const satisfies Record<
  keyof KeyboardLights,
  KeyCode
>;

/** Seconds for a guest to take the two presses of a lock key; the second time for one that was too busy. */
const switchings = [
  { to: 0.1, fro: 0.1 },
  { to: 0.5, fro: 1 },
] as const;

const onePixel = { x: 0, y: 0, width: 1, height: 1 };

/**
 * Releases all keys and buttons: what is down in one state and up in the other would stay down for ever, since QEMU
 * takes no release of a key that it does not know to be down.
 */
export async function releaseInput(input: Input, deadline: Deadline): Promise<InputState> {
  const client = await deadline.race(input.vnc());
  await deadline.race(input.keyboard.releaseAll());
  await deadline.race(input.mouse.releaseAll());
  // The answer comes after QEMU has handed the guest everything that was sent before.
  await client.refresh(deadline, onePixel);
  const { pointerState, lights } = client;
  return { pointer: pointerState && { x: pointerState.x, y: pointerState.y }, lights };
}

/** After the guest was put back: shows its screen, and has the pointer where the guest has it. */
export async function restoreScreen(input: Input, { pointer }: InputState, deadline: Deadline): Promise<void> {
  const client = await deadline.race(input.vnc());
  await client.refresh(deadline);
  const { x, y } = pointer ?? { x: client.width / 2, y: client.height / 2 };
  if (client.pointerState !== undefined) client.pointer(x, y);
}

/**
 * QEMU's lights are no part of a snapshot: they still show what the guest said last. Each that is wrong is switched to
 * and fro, so that the guest tells what it is; one that does not is left alone.
 */
export async function restoreLights(input: Input, { lights }: InputState, deadline: Deadline): Promise<void> {
  const client = await deadline.race(input.vnc());
  if (lights === undefined) return;
  const names = Object.keys(locks) as (keyof KeyboardLights)[];
  const wrong = (): typeof names => names.filter((name) => client.lights?.[name] !== lights[name]);
  for (const switching of switchings) {
    // Switched back are those that were switched, though the first answer may show that one was right.
    const switched = wrong();
    if (switched.length === 0) return;
    await client.awaitScanCodes(deadline);
    for (const side of ["to", "fro"] as const) {
      client.scanCodes(switched.flatMap((name) => [keyEvent(locks[name], true), keyEvent(locks[name], false)]));
      // Pressed twice before the guest has looked once, the light would stay as it is.
      await pauseFor(deadline, switching[side]);
    }
  }
}
