// The handle of a snapshot, and checks before taking it or reverting to it.
import { OptionError } from "../../base/errors.ts";

/** Disk and memory of a VM, saved by `vm.snapshot` for `vm.revert` of the same VM. */
export interface Snapshot {
  /** The name given to `vm.snapshot`. */
  readonly name: string;
}

/** Options of `vm.snapshot` and `vm.revert`. */
export interface SnapshotOptions {
  /** Time limit in milliseconds. Default 300_000. */
  readonly timeout?: number;
}

/** Maximum length of a name in characters, for one line of a message. */
const longestName = 100;

/** Checks a snapshot's name: any single line of limited length. */
export function checkName(name: unknown): void {
  if (typeof name === "string" && name.trim() !== "" && name.length <= longestName && !/\p{Cc}/u.test(name)) return;
  throw new OptionError({
    headline: "a snapshot needs a name",
    facts: { name: String(name).slice(0, longestName) },
    next: `give a line of at most ${longestName} characters, as in vm.snapshot("installed")`,
  });
}

/** The error for a value that is not a snapshot. */
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

/** The error for a snapshot that was replaced by one of the same name. */
export function replacedSnapshot(name: string, domain: string): OptionError {
  return new OptionError({
    headline: `the snapshot ${name} was replaced by a later one of that name`,
    facts: { snapshot: name, domain },
    next: "use what the later vm.snapshot() returned, or give the two different names",
  });
}

/** The error for a VM that was removed. */
export function goneVm(method: string, domain: string): OptionError {
  return new OptionError({
    headline: `vm.${method} was called too late: ${domain} was removed with its snapshots`,
    facts: { domain },
    next: "call it while the VM exists: inside its test, or before the end of its block",
  });
}
