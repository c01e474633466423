// Checks options. The error for an invalid value names the option, the value, and what is allowed.
import { OptionError } from "./errors.ts";

/** The numbers that an option accepts. */
export interface NumberRange {
  /** The minimum. Default: no limit. */
  readonly from?: number;
  /** An exclusive minimum, instead of {@link from}. */
  readonly above?: number;
  /** The maximum. Default: no limit. */
  readonly to?: number;
  /** Whether only whole numbers are accepted. Default false. */
  readonly whole?: boolean;
  /** The unit, for messages: `milliseconds`, `MiB`. Default: none. */
  readonly unit?: string;
}

/** The context of an option, for messages. */
export interface OptionPlace {
  /** What the option belongs to: `vm.exec`, `a wait`. Default: nothing, for the options of `demotool()`. */
  readonly of?: string;
  /** What else is accepted: `false for no video`. Default: nothing. */
  readonly or?: string;
}

/** @throws {OptionError} when the value is not a number in this range */
export function checkNumber(name: string, value: unknown, allowed: NumberRange & OptionPlace): asserts value is number {
  if (isInRange(value, allowed)) return;
  throw invalid(name, value, allowed, "is out of range", describeRange(allowed));
}

/** @throws {OptionError} when the value is not one of the allowed ones */
export function checkOneOf<T extends string>(
  name: string,
  value: unknown,
  allowed: readonly T[],
  place: OptionPlace = {},
): asserts value is T {
  if (allowed.some((one) => one === value)) return;
  throw invalid(name, value, place, "has an unknown value", `one of ${allowed.join(", ")}`);
}

/** @throws {OptionError} when the value is neither true nor false */
export function checkBoolean(name: string, value: unknown, place: OptionPlace = {}): asserts value is boolean {
  if (typeof value === "boolean") return;
  throw invalid(name, value, place, "is neither true nor false", "true or false");
}

/** The strings that an option accepts. */
export interface TextForm {
  /** What such a string is: `the name of an image`. */
  readonly what: string;
  /** Default: every string. */
  readonly pattern?: RegExp;
  /** Examples: `eng or deu+eng`. Default: none. */
  readonly example?: string;
}

/** @throws {OptionError} when the value is not a string of this form */
export function checkText(name: string, value: unknown, form: TextForm & OptionPlace): asserts value is string {
  const { what, pattern = /^/, example } = form;
  if (typeof value === "string" && pattern.test(value)) return;
  throw invalid(name, value, form, `is not ${what}`, example === undefined ? what : `${what}, such as ${example}`);
}

/** Whether a value is a number in this range. */
export function isInRange(value: unknown, { from, above, to, whole }: NumberRange): boolean {
  if (!Number.isFinite(value) || (whole && !Number.isSafeInteger(value))) return false;
  const number = value as number;
  return (
    (from === undefined || number >= from) &&
    (above === undefined || number > above) &&
    (to === undefined || number <= to)
  );
}

/** Describes a range: `a number of seconds above 0, at most 86400`, `a whole number from 1 to 512`. */
export function describeRange({ from, above, to, whole, unit }: NumberRange): string {
  const kind = `${whole ? "a whole number" : "a number"}${unit === undefined ? "" : ` of ${unit}`}`;
  if (above !== undefined) return `${kind} above ${above}${to === undefined ? "" : `, at most ${to}`}`;
  if (from === undefined) return to === undefined ? kind : `${kind}, at most ${to}`;
  return to === undefined ? `${kind}, at least ${from}` : `${kind} from ${from} to ${to}`;
}

/** The error for an option: what is wrong with the value, and what is allowed. */
export function invalid(
  name: string,
  value: unknown,
  { of, or }: OptionPlace,
  flaw: string,
  allowed: string,
): OptionError {
  return new OptionError({
    headline: `option ${name}${of === undefined ? "" : ` of ${of}`} ${flaw}`,
    facts: { [name]: String(value) },
    next: `give ${allowed}${or === undefined ? "" : `, or ${or}`}`,
  });
}
