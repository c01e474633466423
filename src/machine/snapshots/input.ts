// Releases keyboard and pointer before a snapshot or revert, so that host, QEMU and guest agree on their state.
import type { Deadline } from "../../base/time/deadline.ts";
import type { Keyboard } from "../../input/keyboard.ts";
import type { Mouse } from "../../input/mouse.ts";
import type { InputState } from "../../readiness/plan.ts";
import type { VncClient } from "../../rfb/connect.ts";

/** The input devices of a guest. */
export interface Input {
  readonly keyboard: Keyboard;
  readonly mouse: Mouse;
  vnc(): Promise<VncClient>;
}

/** The smallest area of an update request, in pixels. */
const onePixel = { x: 0, y: 0, width: 1, height: 1 };

/**
 * Releases all keys and buttons. A key that is down in one state and up in the other would stay down, as QEMU ignores
 * the release of a key that it believes to be up.
 */
export async function releaseInput(input: Input, deadline: Deadline): Promise<InputState> {
  const client = await deadline.race(input.vnc());
  await deadline.race(input.keyboard.releaseAll());
  await deadline.race(input.mouse.releaseAll());
  // QEMU answers after it has passed all earlier input to the guest.
  await client.refresh(deadline, onePixel);
  const { pointerState, lights } = client;
  return { pointer: pointerState && { x: pointerState.x, y: pointerState.y }, lights };
}
