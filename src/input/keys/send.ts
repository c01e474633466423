// Sends key events at a pace that QEMU and the guest keep up with.
import type { ScanCodeEvent, VncClient } from "../../rfb/connect.ts";
import { pause } from "../pace.ts";
import { keySpacingMs } from "./timing.ts";

/** Sends events in one message, and waits until QEMU has passed them on to the guest. */
export async function sendKeys(
  client: VncClient,
  events: readonly ScanCodeEvent[],
  spacingMs = keySpacingMs,
): Promise<void> {
  client.scanCodes(events);
  await pause(durationOf(events, spacingMs));
}

/** Milliseconds that events take at a spacing in milliseconds. */
export function durationOf(events: readonly ScanCodeEvent[], spacingMs: number): number {
  return events.length * spacingMs;
}
