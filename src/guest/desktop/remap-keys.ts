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
   * handled all that were pressed before. Default: none, the map changes at once.
   */
  readonly marker?: number | undefined;
  /** Milliseconds for that program. */
  readonly limitMs: number;
}

/** A changed key map. */
export interface ChangedKeyMap {
  /** The former symbols of the changed keys. */
  readonly former: readonly KeySymbols[];
  /** What is wrong with the keys that were pressed before, which may be lost; undefined if they were handled. */
  readonly problem: string | undefined;
}

/**
 * Changes the symbols of keys; all others, and the layout, stay as they are.
 *
 * @throws {GuestError} when the X server cannot be reached, is not on the screen, or rejects the change
 * @throws the deadline's error when it is over first
 */
export async function remapKeys(
  agent: GuestAgent,
  display: XDisplay,
  { keys, marker = 0, limitMs }: KeyMapChange,
  deadline: Deadline,
): Promise<ChangedKeyMap> {
  const changes = keys.map(({ keycode, symbols }) => `${keycode}=${symbols.join(",")}`);
  const args = [String(marker), String(toSeconds(limitMs)), ...changes];
  const output = await runOnDisplay(agent, display, { code: remapProgram, args, failure, nextSteps }, deadline);
  return { former: parseKeyMap(output), problem: /^problem (.*)$/m.exec(output)?.[1] };
}

/** Parses `keycode=symbol,symbol` for each key. */
export function parseKeyMap(map: string): readonly KeySymbols[] {
  return map.split(/\s/).flatMap((key) => {
    const [, keycode, symbols = ""] = /^(\d+)=([\d,]+)$/.exec(key) ?? [];
    return keycode === undefined ? [] : [{ keycode: Number(keycode), symbols: symbols.split(",").map(Number) }];
  });
}
