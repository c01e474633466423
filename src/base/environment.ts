// Every environment variable that demotool reads, parsed and checked in one place.
import { describeRange, isInRange, type NumberRange } from "./check.ts";
import { OptionError } from "./errors.ts";
import { type LogLevel, logLevels } from "./log.ts";
import { fromSeconds } from "./time/seconds.ts";

/** The accelerators that can be requested. */
export const accelerators = ["auto", "kvm", "tcg"] as const;

/** One of {@link accelerators}. `auto` uses KVM if it works, else software emulation (TCG). */
export type AcceleratorChoice = (typeof accelerators)[number];

const bootTimeoutSeconds = { above: 0, to: 86_400, unit: "seconds" };
const maxVmsRange = { from: 1, whole: true, unit: "VMs" };

/** The settings from the environment. */
export interface Environment {
  /** `DEMOTOOL_IMAGE`: the base image if neither the file nor the call names one. */
  readonly image: string | undefined;
  /** `DEMOTOOL_BOOT_TIMEOUT`, given in seconds, here in milliseconds: the limit for the whole boot sequence. */
  readonly bootTimeout: number | undefined;
  /** `DEMOTOOL_ACCEL`: `auto` (default), `kvm` or `tcg`. */
  readonly accelerator: AcceleratorChoice;
  /** `DEMOTOOL_MAX_VMS`: how many VMs a run may have at once. */
  readonly maxVms: number | undefined;
  /** `DEMOTOOL_LIBVIRT_URI`: default `qemu:///session`. */
  readonly libvirtUri: string;
  /** `DEMOTOOL_DEBIAN_MIRROR`: where the embedded image's packages come from. */
  readonly debianMirror: string | undefined;
  /** `DEMOTOOL_WARM`: with 0, VMs are not started from saved states, and no states are saved. Default 1. */
  readonly warm: boolean;
  /** `DEMOTOOL_LOG`: the lowest level that is logged, default `info`. */
  readonly logLevel: LogLevel;
}

/**
 * Reads and checks the environment.
 *
 * @throws {OptionError} with the name of the invalid variable
 */
export function readEnvironment(variables: NodeJS.ProcessEnv = process.env): Environment {
  return {
    image: variables.DEMOTOOL_IMAGE || undefined,
    bootTimeout: seconds("DEMOTOOL_BOOT_TIMEOUT", variables.DEMOTOOL_BOOT_TIMEOUT, bootTimeoutSeconds),
    accelerator: oneOf("DEMOTOOL_ACCEL", variables.DEMOTOOL_ACCEL, accelerators, "auto"),
    maxVms: number("DEMOTOOL_MAX_VMS", variables.DEMOTOOL_MAX_VMS, maxVmsRange),
    libvirtUri: variables.DEMOTOOL_LIBVIRT_URI || "qemu:///session",
    debianMirror: mirror("DEMOTOOL_DEBIAN_MIRROR", variables.DEMOTOOL_DEBIAN_MIRROR),
    warm: oneOf("DEMOTOOL_WARM", variables.DEMOTOOL_WARM, ["0", "1"], "1") === "1",
    logLevel: oneOf("DEMOTOOL_LOG", variables.DEMOTOOL_LOG, logLevels, "info"),
  };
}

/** The milliseconds of a variable in seconds. */
function seconds(name: string, text: string | undefined, range: NumberRange): number | undefined {
  const given = number(name, text, range);
  return given === undefined ? undefined : fromSeconds(given);
}

function number(name: string, text: string | undefined, range: NumberRange): number | undefined {
  if (text === undefined || text === "") return undefined;
  const value = Number(text);
  if (/^\d+(\.\d+)?$/.test(text) && isInRange(value, range)) return value;
  throw new OptionError({
    headline: `${name} is not a number of ${range.unit}`,
    facts: { [name]: text },
    next: `set ${name} to ${describeRange(range)}, or unset it`,
  });
}

/** Accepts apt's methods (sources.list(5)) for a server and, in the form that mmdebstrap needs, for a directory. */
function mirror(name: string, text: string | undefined): string | undefined {
  if (text === undefined || text === "") return undefined;
  if (/^(?:https?|ftp|copy):\/\/\S+$/.test(text) && URL.canParse(text)) return text;
  throw new OptionError({
    headline: `${name} is not the URL of a mirror`,
    facts: { [name]: text },
    next: `set ${name} to a URL such as http://deb.debian.org/debian, or unset it`,
  });
}

function oneOf<T extends string>(name: string, text: string | undefined, allowed: readonly T[], fallback: T): T {
  if (text === undefined || text === "") return fallback;
  const found = allowed.find((value) => value === text);
  if (found !== undefined) return found;
  throw new OptionError({
    headline: `${name} has an unknown value`,
    facts: { [name]: text },
    next: `set ${name} to one of ${allowed.join(", ")}, or unset it`,
  });
}
