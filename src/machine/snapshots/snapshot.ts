// A snapshot as its owner holds it, and the checks before it is taken or reverted to.
import { OptionError } from "../../base/errors.ts";

/** Disk and memory of a VM at one moment, saved by `vm.snapshot`; for `vm.revert` of the same VM. */
export interface Snapshot {
  /** The name that it was given. */
  readonly name: string;
}

/** Options of `vm.snapshot` and `vm.revert`. */
export interface SnapshotOptions {
  /** Time limit in milliseconds. Default 300_000. */
  readonly timeout?: number;
}

/** Longest name in characters: it stands in messages, on a line with others. */
const longestName = 100;

/** Checks a snapshot's name: any text that fits on a line. */
export function checkName(name: unknown): void {
  if (typeof name === "string" && name.trim() !== "" && name.length <= longestName && !/\p{Cc}/u.test(name)) return;
  throw new OptionError({
    headline: "a snapshot needs a name",
    facts: { name: String(name).slice(0, longestName) },
    next: `give a line of at most ${longestName} characters, as in vm.snapshot("installed")`,
  });
}

/** The error for something that is not a snapshot. */
export function noSnapshot(given: unknown): OptionError {
  const what = typeof given === "string" ? `the text ${JSON.stringify(given)}` : "this";
  return new OptionError({
    headline: `${what} is not a snapshot that vm.snapshot() returned`,
    next: 'keep what it returns: const installed = await vm.snapshot("installed"); await vm.revert(installed)',
  });
}

/** The error for a snapshot of another VM. */
export function foreignSnapshot(name: string, owner: string, domain: string): OptionError {
  return new OptionError({
    headline: `the snapshot ${name} belongs to ${owner}, not to ${domain}`,
    facts: { snapshot: name, domain, owner },
    next: "revert the VM that the snapshot was taken of; each VM has its own snapshots",
  });
}

/** The error for a snapshot whose name another one has taken. */
export function replacedSnapshot(name: string, domain: string): OptionError {
  return new OptionError({
    headline: `the snapshot ${name} was replaced by a later one of that name`,
    facts: { snapshot: name, domain },
    next: "use what the later vm.snapshot() returned, or give the two different names",
  });
}

/** The error for a VM that is gone. */
export function goneVm(method: string, domain: string): OptionError {
  return new OptionError({
    headline: `vm.${method} came too late: ${domain} was removed, with its snapshots`,
    facts: { domain },
    next: "call it while the VM lives: inside its test, or before the end of its block",
  });
}
