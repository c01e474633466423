// Turns key strokes into key events, in portions that a guest has room for. Pure.
import type { ScanCodeEvent } from "../../rfb/connect.ts";
import { type KeyCode, scanCodes } from "./codes.ts";
import type { Stroke } from "./layout.ts";

/** A key that goes down or up. */
export function keyEvent(code: KeyCode, down: boolean): ScanCodeEvent {
  return { scanCode: scanCodes[code], down };
}

/** Keys pressed one after the other, and released in the opposite order. */
export function pressAndRelease(codes: readonly KeyCode[]): { downs: ScanCodeEvent[]; ups: ScanCodeEvent[] } {
  return {
    downs: codes.map((code) => keyEvent(code, true)),
    ups: codes.map((code) => keyEvent(code, false)).reverse(),
  };
}

/** The events of strokes in their order. Modifiers stay down between strokes that both need them. */
export function eventsOf(strokes: readonly Stroke[]): ScanCodeEvent[] {
  return strokes.flatMap((stroke, index) => strokeEvents(stroke, strokes[index - 1], strokes[index + 1]));
}

/** The events of one stroke between its neighbours. */
export function strokeEvents({ code, modifiers }: Stroke, before?: Stroke, after?: Stroke): ScanCodeEvent[] {
  const pressed = modifiers.filter((modifier) => !before?.modifiers.includes(modifier));
  const released = modifiers.filter((modifier) => !after?.modifiers.includes(modifier));
  return [
    ...pressed.map((modifier) => keyEvent(modifier, true)),
    keyEvent(code, true),
    keyEvent(code, false),
    ...released.map((modifier) => keyEvent(modifier, false)),
  ];
}

/** The modifiers that stay down from one stroke to the next. */
export function keptBetween(before: Stroke | undefined, { modifiers }: Stroke): readonly KeyCode[] {
  return modifiers.filter((modifier) => before?.modifiers.includes(modifier));
}

/**
 * The strokes in portions of at most `maxEvents` events each; at the end of a portion no key is held. A dead key and what
 * it combines with stay together, because a key between them, even NumLock, would end the composition.
 */
export function portionsOf(strokes: readonly Stroke[], maxEvents: number): Stroke[][] {
  const portions: Stroke[][] = [];
  let portion: Stroke[] = [];
  for (const together of compositionsOf(strokes)) {
    if (portion.length > 0 && eventsOf([...portion, ...together]).length > maxEvents) {
      portions.push(portion);
      portion = [];
    }
    portion.push(...together);
  }
  return portion.length > 0 ? [...portions, portion] : portions;
}

function compositionsOf(strokes: readonly Stroke[]): Stroke[][] {
  const groups: Stroke[][] = [];
  for (const [index, stroke] of strokes.entries()) {
    if (strokes[index - 1]?.continues) groups.at(-1)?.push(stroke);
    else groups.push([stroke]);
  }
  return groups;
}
