// Gives keys of an X session other symbols.
import type { Deadline } from "../../base/time/deadline.ts";
import { toSeconds } from "../../base/time/seconds.ts";
import type { GuestAgent } from "../agent.ts";
import { GuestError } from "../errors.ts";
import { runScript } from "../script.ts";
import { remapScript } from "./remap-script.ts";

/** An X server's display and the file with its keys (xauth(1)). */
export interface XDisplay {
  readonly display: string;
  readonly authority: string;
}

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

/** The exit code of the script when it has changed the map, but keys may be lost. */
const keysInDoubt = 2;

/** The shell's exit code when there is no such program. */
const programMissing = 127;

/**
 * Changes the symbols of keys; all others, and the layout, stay as they are.
 *
 * @throws {GuestError} when the X server cannot be reached, is not on the screen, or rejects the change
 * @throws the deadline's error when it is over first
 */
export async function remapKeys(
  agent: GuestAgent,
  { display, authority }: XDisplay,
  { keys, marker = 0, limitMs }: KeyMapChange,
  deadline: Deadline,
): Promise<ChangedKeyMap> {
  const changes = keys.map(({ keycode, symbols }) => `${keycode}=${symbols.join(",")}`);
  const args = [remapScript, display, authority, String(marker), String(toSeconds(limitMs)), ...changes];
  const { exitCode, output } = await runScript(agent, 'exec perl -e "$@"', args, deadline);
  if (exitCode !== 0 && exitCode !== keysInDoubt) throw notChanged(exitCode, output);
  const [map = "", problem] = output.split("\n");
  return { former: parseKeyMap(map), problem: exitCode === 0 ? undefined : problem };
}

/** Parses `keycode=symbol,symbol` for each key. */
export function parseKeyMap(map: string): readonly KeySymbols[] {
  return map.split(" ").flatMap((key) => {
    const [, keycode, symbols = ""] = /^(\d+)=([\d,]+)$/.exec(key) ?? [];
    return keycode === undefined ? [] : [{ keycode: Number(keycode), symbols: symbols.split(",").map(Number) }];
  });
}

function notChanged(exitCode: number, output: string): GuestError {
  if (exitCode === programMissing) {
    return new GuestError({
      headline: "the guest's key map cannot be changed: the guest has no perl",
      output,
      next: "install the package perl-base (Debian, Ubuntu) or perl-interpreter (Fedora) in the image",
    });
  }
  return new GuestError({
    headline: "the guest's key map could not be changed",
    facts: { exitCode },
    output,
    next: "bring the X session of the user demo to the screen, as with vm.unlock()",
  });
}
