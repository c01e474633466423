// The error of the mouse's options.
import { OptionError } from "../../base/errors.ts";

/** The error for an option that cannot be used; `wanted` says what can. */
export function outOfRange(name: string, value: unknown, wanted: string): OptionError {
  return new OptionError({
    headline: `option ${name} is out of range`,
    facts: { given: String(value) },
    next: `give ${wanted}`,
  });
}
