// Ready, part: after a revert, QEMU's keyboard lights are those of the guest.
import { pauseFor } from "../../base/time/poll.ts";
import type { KeyCode } from "../../input/keys/codes.ts";
import { keyEvent } from "../../input/keys/events.ts";
import type { KeyboardLights } from "../../rfb/connect.ts";
import type { ReadinessCondition } from "../condition.ts";
import type { RevertPlan } from "../plan.ts";

const lockKeys = { scrollLock: "ScrollLock", numLock: "NumLock", capsLock: "CapsLock" } as const satisfies Record<
  keyof KeyboardLights,
  KeyCode
>;

/** Milliseconds for a guest to take the two presses of a lock key; the second round is for one that was too busy. */
const roundMs = [
  { on: 100, off: 100 },
  { on: 500, off: 1000 },
] as const;

/**
 * QEMU's lights are no part of a snapshot: they still show what the guest said last. Each lock that differs is switched
 * on and off, so that the guest reports its state. A guest that does not report it is left alone.
 */
export const keyboardLights: ReadinessCondition<Pick<RevertPlan, "input">> = {
  stage: "keyboard lights",
  reach: async (machine, { input: { lights } }, { deadline }) => {
    const client = await deadline.race(machine.vnc());
    if (lights === undefined) return;
    const names = Object.keys(lockKeys) as (keyof KeyboardLights)[];
    const wrong = (): typeof names => names.filter((name) => client.lights?.[name] !== lights[name]);
    for (const pauseMs of roundMs) {
      // Both presses go to the same keys, though the first answer may show that one was right.
      const switched = wrong();
      if (switched.length === 0) return;
      await client.awaitScanCodes(deadline);
      for (const press of ["on", "off"] as const) {
        client.scanCodes(switched.flatMap((name) => [keyEvent(lockKeys[name], true), keyEvent(lockKeys[name], false)]));
        // Two presses before the guest has looked once would leave the light as it is.
        await pauseFor(deadline, pauseMs[press]);
      }
    }
    return;
  },
};
