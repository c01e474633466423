// The buttons of the mouse as bits of RFB's pointer events (RFC 6143 section 7.5.5).
import { checkOneOf } from "../../base/check.ts";

/** A button of the mouse. */
export type MouseButton = "left" | "middle" | "right";

const buttonBits: Readonly<Record<MouseButton, number>> = { left: 1, middle: 2, right: 4 };
const buttons = Object.keys(buttonBits);

/** The wheel's notches are buttons that go down and up. */
export const wheelBits = { up: 8, down: 16 } as const;

/**
 * The bit of a button.
 *
 * @throws {OptionError} when there is no such button
 */
export function bitOf(button: MouseButton = "left"): number {
  checkOneOf("button", button, buttons, { of: "the mouse" });
  return buttonBits[button];
}
