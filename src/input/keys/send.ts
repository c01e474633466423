// Sends key events at a pace that QEMU and the guest keep up with.
import type { ScanCodeEvent, VncClient } from "../../rfb/connect.ts";
import { pause } from "../pace.ts";
import { keySpacingMilliseconds } from "./timing.ts";

/** Sends events in one message, and waits until QEMU has passed them on to the guest. */
export async function sendKeys(
  client: VncClient,
  events: readonly ScanCodeEvent[],
  spacingMilliseconds = keySpacingMilliseconds,
): Promise<void> {
  client.scanCodes(events);
  await pause(secondsFor(events, spacingMilliseconds));
}

/** Seconds that events take at a spacing. */
export function secondsFor(events: readonly ScanCodeEvent[], spacingMilliseconds: number): number {
  return (events.length * spacingMilliseconds) / 1000;
}
