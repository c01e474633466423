// The base of every error that demotool throws: a class with a stable code, facts, captured output and a next step.
import { printable, printableEnd, printableLine, printableStart } from "./printable.ts";

/** The stable codes, each with its meaning. Listed in docs/errors.md. */
export const errorCodes = {
  DEMO_NAME: "a demo, test or file name cannot be turned into a directory or domain name",
  OPTION: "an option or environment variable is out of range or malformed",
  PROCESS: "a command on the host failed, was not found, or took too long",
  USER: "the user of this process has no entry in the user database",
  LIBVIRT: "a libvirt call failed",
  LIBVIRT_MISSING: "the libvirt client library is not installed",
  DOMAIN_EXISTS: "a domain of that name exists and must not be removed",
  IMAGE_BUILD: "a base image could not be built",
  IMAGE_INVALID: "a base image is unusable, refers to another file, or could not be checked or replaced",
  DISK_SPACE: "not enough free disk space",
  FILE: "a file could not be written",
  RESOURCES: "the host lacks the memory or CPUs for the VM",
  PORT: "no free VNC port",
  ACCELERATION: "the requested accelerator does not work on this host",
  BOOT_TIMEOUT: "the VM was not ready in time",
  BOOT_FAILED: "the VM could not be started, or stopped before it was ready",
  PREPARE: "a VM could not be prepared",
  VM_STOPPED: "the VM has ended, was stopped or paused, or does not answer",
  VNC: "the VNC connection failed",
  SCREEN: "the screen did not show the target, or was not stable, in time",
  AMBIGUOUS: "a target is at several places on the screen, and the mouse needs one",
  TYPING: "a typed text did not appear on the screen",
  GUEST: "the guest agent failed or rejected a command",
  WINDOW: "a window is not there, is not the only one that fits, or did not do what was asked",
  COMMAND: "a command in the guest exited with another code than 0, or was ended by a signal",
  RECORDING: "a video could not be recorded or finished",
  OCR: "text on the screen could not be read",
  SNAPSHOT: "a snapshot of a VM could not be taken or reverted to",
  JOURNAL: "a journal could not be read",
  LOCK: "a lock between runs could not be taken, or was not released in time",
  TIMEOUT: "a step ran out of time",
  ABORTED: "the caller stopped the step",
  CLEANUP: "something that demotool created could not be removed",
} as const;

/** One of the codes in {@link errorCodes}. */
export type ErrorCode = keyof typeof errorCodes;

/** The facts of an error: domain, image, path, port, stage, elapsed milliseconds and the like. */
export type Facts = Readonly<Record<string, string | number | boolean | undefined>>;

/** The parts of a {@link DemotoolError}. */
export interface ErrorParts {
  /** What went wrong, in one sentence without a full stop. */
  readonly headline: string;
  readonly facts?: Facts;
  /** The tail of a log or of a command's output. */
  readonly output?: string;
  /** What the user can do about it. */
  readonly next: string;
  readonly cause?: unknown;
}

/** Maximum lengths of an error's parts in characters: they may quote what a guest, a server or a program has sent. */
const longest = { headline: 1000, fact: 2000, output: 64 * 1024 } as const;

/**
 * The base of every error that demotool throws on purpose. Its texts are printable, whatever they quote: no escape
 * sequence of a guest or a program reaches the terminal. Long ones are cut, with a note.
 */
export class DemotoolError extends Error {
  readonly code: ErrorCode;
  /** The first line of the message. */
  readonly headline: string;
  facts: Facts;
  /** The captured output, if any. */
  readonly output: string | undefined;
  /** What the user can do about it: the last line of the message. */
  readonly next: string;

  constructor(code: ErrorCode, parts: ErrorParts) {
    const shown = printableParts(parts);
    super(compose(shown), parts.cause === undefined ? undefined : { cause: parts.cause });
    this.name = new.target.name;
    this.code = code;
    this.headline = shown.headline;
    this.facts = shown.facts;
    this.output = shown.output;
    this.next = shown.next;
  }
}

/** Adds facts to an existing error, such as what was cleaned up because of it. */
export function addFacts(error: DemotoolError, facts: Facts): void {
  const before = error.message;
  error.facts = { ...error.facts, ...printableFacts(facts) };
  error.message = compose(error);
  if (error.stack) error.stack = error.stack.replace(before, () => error.message);
}

/** An option, name or environment variable is invalid (code `OPTION` or `DEMO_NAME`). */
export class OptionError extends DemotoolError {
  constructor(parts: ErrorParts, code: "OPTION" | "DEMO_NAME" = "OPTION") {
    super(code, parts);
  }
}

/** A step exceeded its time limit (code `TIMEOUT`). */
export class TimeoutError extends DemotoolError {
  constructor(parts: ErrorParts) {
    super("TIMEOUT", parts);
  }
}

/** A lock between runs could not be taken, or was not released in time (code `LOCK`). */
export class LockError extends DemotoolError {
  constructor(parts: ErrorParts) {
    super("LOCK", parts);
  }
}

/** The caller's abort signal ended a step (code `ABORTED`). */
export class AbortedError extends DemotoolError {
  constructor(parts: ErrorParts) {
    super("ABORTED", parts);
  }
}

/** Formats facts as `name=value` pairs on one line, without those that are undefined. */
export function formatFacts(facts: Facts): string {
  return Object.entries(facts)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${name}=${JSON.stringify(value)}`)
    .join(" ");
}

/** Returns the last `lines` lines of a text, without trailing blank ones. */
export function tail(text: string, lines = 20): string {
  return text.trimEnd().split("\n").slice(-lines).join("\n");
}

/** Makes the texts among facts printable, and cuts long ones. */
export function printableFacts(facts: Facts): Facts {
  const shown = ([name, value]: [string, Facts[string]]): [string, Facts[string]] =>
    typeof value === "string" ? [name, printableStart(value, longest.fact)] : [name, value];
  return Object.fromEntries(Object.entries(facts).map(shown));
}

/** Describes what was thrown, for another error's message. */
export function describeThrown(thrown: unknown): string {
  if (thrown instanceof DemotoolError) return thrown.headline;
  return thrown instanceof Error ? thrown.message : String(thrown);
}

type ShownParts = Pick<ErrorParts, "headline" | "next"> & {
  readonly facts: Facts;
  readonly output: string | undefined;
};

function printableParts({ headline, facts = {}, output, next }: ErrorParts): ShownParts {
  return {
    headline: printableLine(headline, longest.headline),
    facts: printableFacts(facts),
    output: output === undefined ? undefined : printableEnd(output, longest.output),
    next: printable(next),
  };
}

function compose(parts: ShownParts): string {
  const facts = formatFacts(parts.facts);
  const output = (parts.output ?? "").trim();
  return [parts.headline, facts && `  ${facts}`, output && tail(output).replaceAll(/^/gm, "  | "), `  → ${parts.next}`]
    .filter(Boolean)
    .join("\n");
}
