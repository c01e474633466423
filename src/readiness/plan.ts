// The parameters of the readiness conditions, from the image and options, the saved state, or the snapshot.
import type { XkbLayout } from "../guest/keyboard-layout/index.ts";
import type { KeyboardLights } from "../rfb/connect.ts";
import type { StableScreenOptions } from "../screen/stable/stable-options.ts";

/** The parameters that an image defines. */
export interface ImageReadiness {
  /** Whether the image has a guest agent; undefined if unknown. */
  readonly guestAgent: boolean | undefined;
  /**
   * Where {@link guestAgent} is undefined: milliseconds of a still screen after which the image counts as one without
   * an agent. Default 20_000.
   */
  readonly agentWaitMs?: number;
  /** Shell command, run as root in the guest: exits with 0 once the graphical session is up. */
  readonly session: string | undefined;
}

/** When the screen counts as stable. */
export interface StablePlan {
  /** Default: that of the conditions. */
  readonly stable?: StableScreenOptions | undefined;
}

/** Readiness after a boot from the disk. */
export interface BootPlan extends ImageReadiness, StablePlan {
  /** Milliseconds that must pass after the VNC server's first answer. The specification asks for 10_000. */
  readonly delayMs: number;
}

/** Readiness after a start from a saved state. */
export interface RestorePlan extends Pick<ImageReadiness, "session">, StablePlan {
  /** Boot id of the saved guest: random(4). */
  readonly bootId: string;
  /** The keyboard layout that the desktop lacks. Default: it has the right one, or is set later. */
  readonly layout?: LackingLayout | undefined;
}

/** A keyboard layout that the desktop does not have yet. */
export interface LackingLayout {
  readonly layout: XkbLayout;
  /** Called when the desktop was set to it. */
  readonly onSet: () => void;
}

/** Readiness after a revert to a snapshot. */
export interface RevertPlan {
  /** The snapshot's name, for messages. */
  readonly snapshot: string;
  /** The input devices' state when the snapshot was taken. */
  readonly input: InputState;
}

/** The pointer's position and the keyboard's lights. */
export interface InputState {
  /** In pixels; undefined if it had never been moved. */
  readonly pointer: { readonly x: number; readonly y: number } | undefined;
  readonly lights: KeyboardLights | undefined;
}
