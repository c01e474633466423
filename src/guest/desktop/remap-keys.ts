// Gives keys of an X session other symbols.
import type { Deadline } from "../../base/time/deadline.ts";
import { toSeconds } from "../../base/time/seconds.ts";
import type { GuestAgent } from "../agent.ts";
import type { XDisplay } from "../x11/display.ts";
import { runOnDisplay } from "../x11/run.ts";
import { remapProgram } from "./remap-script.ts";

const failure = "the guest's key map could not be changed";

const nextSteps = { 1: "bring the X session of the user demo to the screen, as with vm.unlock()" };

/** A key of an X session with its symbols, from the first level on; 0 is none. */
export interface KeySymbols {
  readonly keycode: number;
  readonly symbols: readonly number[];
}

/** A change of the key map. */
export interface KeyMapChange {
  readonly keys: readonly KeySymbols[];
  /**
   * A key that was pressed after others, and is held: the map changes once the program with the keyboard focus has
   * handled all that were pressed before, unless another change has begun by then. Default: none, the map changes at once.
   */
  readonly marker?: number | undefined;
  /** Milliseconds for that program. */
  readonly limitMs: number;
  /** A key, and whether it repeats while it is held, once the map has changed. */
  readonly repeat: { readonly keycode: number; readonly on: boolean };
}

/** What has become of a change. */
export interface KeyMapResult {
  /** The former symbols of the changed keys; none if the map is as it was. */
  readonly former: readonly KeySymbols[];
  /** Why the keys that were pressed before may be lost; undefined if they were handled. Nothing was changed then. */
  readonly problem: string | undefined;
  /** Whether the program with the focus cannot tell what it has handled. Nothing was changed then. */
  readonly unanswered: boolean;
}

/** Modes of a key's auto-repeat (X Window System Protocol, ChangeKeyboardControl). */
const repeatModes = { off: 0, default: 2 } as const;

/**
 * Changes the symbols of keys; all others, and the layout, stay as they are.
 *
 * @throws {GuestError} when the X server cannot be reached, is not on the screen, or rejects the change
 * @throws the deadline's error when it is over first
 */
export async function remapKeys(
  agent: GuestAgent,
  display: XDisplay,
  { keys, marker = 0, limitMs, repeat }: KeyMapChange,
  deadline: Deadline,
): Promise<KeyMapResult> {
  const changes = keys.map(({ keycode, symbols }) => `${keycode}=${symbols.join(",")}`);
  const mode = repeat.on ? repeatModes.default : repeatModes.off;
  const args = [String(marker), String(toSeconds(limitMs)), `${repeat.keycode}=${mode}`, ...changes];
  const output = await runOnDisplay(agent, display, { code: remapProgram, args, failure, nextSteps }, deadline);
  const problem = /^problem (.*)$/m.exec(output)?.[1];
  return { former: parseKeyMap(output), problem, unanswered: /^no answer$/m.test(output) };
}

/** Parses `keycode=symbol,symbol` for each key. */
export function parseKeyMap(map: string): readonly KeySymbols[] {
  return map.split(/\s/).flatMap((key) => {
    const [, keycode, symbols = ""] = /^(\d+)=([\d,]+)$/.exec(key) ?? [];
    return keycode === undefined ? [] : [{ keycode: Number(keycode), symbols: symbols.split(",").map(Number) }];
  });
}
