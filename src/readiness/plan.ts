// What a machine must fulfil to be ready: from its image and options, from its saved state, or from its snapshot.
import type { KeyboardLights } from "../rfb/connect.ts";

/** What an image says of its own readiness. */
export interface ImageReadiness {
  /** Whether the image has a guest agent; undefined: not known. */
  readonly guestAgent: boolean | undefined;
  /** Where it is not known: milliseconds of a still screen after which the image counts as one without. Default 20_000. */
  readonly agentWaitMs?: number;
  /** Shell command that root runs in the guest: exits with 0 once the graphical session is up. */
  readonly session: string | undefined;
}

/** Readiness after a boot from the disk. */
export interface BootPlan extends ImageReadiness {
  /** Milliseconds that must pass after the VNC server's first answer. The specification's are 10_000. */
  readonly delayMs: number;
}

/** Readiness after a start from a saved state. */
export interface RestorePlan extends Pick<ImageReadiness, "session"> {
  /** Boot id of the guest that was saved: random(4). */
  readonly bootId: string;
}

/** Readiness after a revert to a snapshot. */
export interface RevertPlan {
  /** The snapshot's name, for messages. */
  readonly snapshot: string;
  /** The input devices' state when the snapshot was taken. */
  readonly input: InputState;
}

/** Where the pointer was, and what the keyboard's lights showed. */
export interface InputState {
  /** Pixels; undefined: it had never been moved. */
  readonly pointer: { readonly x: number; readonly y: number } | undefined;
  readonly lights: KeyboardLights | undefined;
}
