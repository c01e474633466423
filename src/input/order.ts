// Keeps the order of input: what one device has sent is taken before another sends, and a shortcut before more keys.
import { Deadline } from "../base/time/deadline.ts";
import type { SentInput, VncClient } from "../rfb/connect.ts";

/** Tells what a guest is doing. */
export interface GuestActivity {
  /** Waits until the guest has nothing left to do; false if that takes longer than `limitMs`, or nothing can tell. */
  untilIdle(limitMs: number): Promise<boolean>;
  /**
   * Waits until the guest has woken since a moment, and has done what it woke for, each within a limit. Returns this
   * moment; undefined if nothing can tell.
   */
  untilServed(limits: { wakeMs: number; sleepMs: number }, since?: number): Promise<number | undefined>;
}

/**
 * Milliseconds after an event for which to wait until the guest has taken it. A guest that is busy with other work
 * never sleeps; its desktop still takes input within a fraction of this.
 */
const takenWithinMs = 1000;

/**
 * Milliseconds to wait for the guest between two positions of a way: for QEMU on a busy host to pass the first one on,
 * and for the guest to serve it. A guest that is busy with other work does that at once, but never sleeps.
 */
const stepLimits = { wakeMs: 100, sleepMs: 20 };

/** The smallest area of an update request, in pixels. */
const onePixel = { x: 0, y: 0, width: 1, height: 1 };

/**
 * A guest has a driver for each device, and may read what came last first. QEMU's tablet also keeps up to 16 reports
 * that the guest has not fetched, and merges positions that follow each other (`hid_pointer_sync` in `hw/input/hid.c`).
 * So the condition is that QEMU has passed the input on, and that every program in the guest has come to rest since.
 */
export class InputOrder {
  readonly #guest: GuestActivity;
  /** The moment of the last position of a way. */
  #step: number | undefined;
  #pressed = false;

  constructor(guest: GuestActivity) {
    this.#guest = guest;
  }

  /**
   * Call before a device sends: waits until the guest has taken the input of the other one, and what
   * {@link InputOrder.pressed} announced.
   */
  async turnTo(device: SentInput["device"], client: VncClient): Promise<void> {
    const turns = client.lastInput !== undefined && client.lastInput.device !== device;
    if (!turns && !this.#pressed) return;
    await this.taken(client);
    this.#pressed = false;
  }

  /**
   * Call after keys that may start something, such as a shortcut: a program may be slower to do it than to take the next
   * key.
   */
  pressed(): void {
    this.#pressed = true;
  }

  /** Waits until the guest has taken all input so far, for a second after the last event at most. */
  async taken(client: VncClient): Promise<void> {
    const leftMs = (client.lastInput?.time ?? Number.NEGATIVE_INFINITY) + takenWithinMs - performance.now();
    if (leftMs <= 0) return;
    const deadline = Deadline.after(leftMs, "input to arrive in the guest");
    // QEMU answers after it has passed all earlier input to the guest. If it does not, the next event says why.
    await client.refresh(deadline, onePixel).catch(() => {});
    await this.#guest.untilIdle(deadline.remaining());
  }

  /** Call before each position of a way: waits until the guest has taken the one before. */
  async keepPace(): Promise<void> {
    this.#step = await this.#guest.untilServed(stepLimits, this.#step);
  }
}
