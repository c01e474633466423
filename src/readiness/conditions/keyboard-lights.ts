// Readiness condition: after a revert, QEMU's keyboard lights match the guest's.
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
 * QEMU's lights are not part of a snapshot: they still show what the guest reported last. Toggles each lock that
 * differs twice, so that the guest reports its state. Gives up on a guest that does not report it.
 */
export const keyboardLights: ReadinessCondition<Pick<RevertPlan, "input">> = {
  stage: "keyboard lights",
  reach: async (machine, { input: { lights } }, { deadline }) => {
    const client = await deadline.race(machine.vnc());
    if (lights === undefined) return;
    const names = Object.keys(lockKeys) as (keyof KeyboardLights)[];
    const wrong = (): typeof names => names.filter((name) => client.lights?.[name] !== lights[name]);
    for (const pauseMs of roundMs) {
      // Both presses must go to the same keys, even if the first report shows that one was already right.
      const switched = wrong();
      if (switched.length === 0) return;
      await client.awaitScanCodes(deadline);
      for (const press of ["on", "off"] as const) {
        client.scanCodes(switched.flatMap((name) => [keyEvent(lockKeys[name], true), keyEvent(lockKeys[name], false)]));
        // If the guest saw both presses at once, it would not report a change.
        await pauseFor(deadline, pauseMs[press]);
      }
    }
    return;
  },
};
