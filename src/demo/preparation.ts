// The preparation of every fresh VM before its tests: its options, and the digest that identifies it.
import { checkText } from "../base/check.ts";
import { OptionError } from "../base/errors.ts";
import { digestOf } from "../base/files/digest.ts";
import type { VmOptions } from "../machine/vm-options.ts";
import type { Vm } from "../vm/vm.ts";

/** Prepares a VM: installs software, opens windows. */
export type Prepare = (vm: Vm) => unknown;

/** Options of a VM that starts prepared. */
export interface PreparedVmOptions extends VmOptions {
  /**
   * Prepares every fresh VM before its use. It runs once: its result, disk and screen, is saved, and later
   * VMs start from there. It runs again when its own source, {@link prepareKey}, or the VM's image or options change.
   * Without a warm start it runs for each VM.
   */
  readonly prepare?: Prepare;
  /**
   * What `prepare` depends on besides its own source: a version, a date. Functions that it calls and the values of
   * variables are not part of its source.
   */
  readonly prepareKey?: string;
}

/** A preparation with the digest that identifies it. */
export interface NamedPreparation {
  readonly digest: string;
  readonly prepare: Prepare;
}

/**
 * The preparation in options.
 *
 * @throws {OptionError} when `prepare` is not a function, or `prepareKey` not a string
 */
export function preparationIn({ prepare, prepareKey }: PreparedVmOptions): NamedPreparation | undefined {
  if (prepareKey !== undefined) checkText("prepareKey", prepareKey, { what: "a text", or: "leave it out" });
  if (prepare === undefined) return undefined;
  if (typeof prepare !== "function") throw notAFunction(prepare);
  return { prepare, digest: preparationDigest(prepare, prepareKey) };
}

/** Identifies a preparation: a digest of its source and of the user's key. */
export function preparationDigest(prepare: Prepare, key = ""): string {
  return digestOf(JSON.stringify([String(prepare), key]));
}

function notAFunction(prepare: unknown): OptionError {
  return new OptionError({
    headline: "option prepare is not a function",
    facts: { prepare: String(prepare) },
    next: "give a function, or leave it out",
  });
}
