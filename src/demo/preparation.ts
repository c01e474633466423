// What every fresh VM is to have before its tests: the options for it, and what tells one from another.
import { createHash } from "node:crypto";
import { OptionError } from "../base/errors.ts";
import type { VmOptions } from "../machine/vm-options.ts";
import type { Vm } from "../vm/vm.ts";

/** Does to a VM what every one is to have: installs software, opens windows. */
export type Prepare = (vm: Vm) => unknown;

/** Options of a VM that starts prepared. */
export interface PreparedVmOptions extends VmOptions {
  /**
   * What every fresh VM has before it is used. It runs once; what it leaves, on the disk and on the screen, is kept, and
   * later VMs start from there. It runs again when its own source or {@link prepareKey} changes, or what the VM is made
   * of. Without a warm start it runs for each VM.
   */
  readonly prepare?: Prepare;
  /**
   * What `prepare` depends on besides its own source: a version, a date. What it calls and what its variables hold does
   * not show in its source.
   */
  readonly prepareKey?: string;
}

/** A preparation as it is found in options: which one it is, and how to do it. */
export interface NamedPreparation {
  readonly digest: string;
  readonly prepare: Prepare;
}

/**
 * The preparation that options ask for.
 *
 * @throws {OptionError} when they are no function and no text
 */
export function preparationIn({ prepare, prepareKey }: PreparedVmOptions): NamedPreparation | undefined {
  if (prepareKey !== undefined && typeof prepareKey !== "string") throw badOption("prepareKey", "a text", prepareKey);
  if (prepare === undefined) return undefined;
  if (typeof prepare !== "function") throw badOption("prepare", "a function", prepare);
  return { prepare, digest: preparationDigest(prepare, prepareKey) };
}

/** Tells a preparation apart from others: digest of its source and of the user's key. */
export function preparationDigest(prepare: Prepare, key = ""): string {
  return createHash("sha256")
    .update(JSON.stringify([String(prepare), key]))
    .digest("hex");
}

function badOption(name: string, what: string, value: unknown): OptionError {
  return new OptionError({
    headline: `option ${name} is not ${what}`,
    facts: { [name]: String(value) },
    next: `give ${what}, or leave it out`,
  });
}
