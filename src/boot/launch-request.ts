// The request to launch a VM.
import type { DemoOutput } from "../base/demo-output.ts";
import type { Accelerator } from "../host/acceleration.ts";
import type { AllocationRequest } from "../host/allocation.ts";
import type { KeyboardLayoutName } from "../input/keys/layouts/index.ts";
import type { Machine } from "../machine/machine.ts";
import type { VmOptions } from "../machine/vm-options.ts";
import type { ImageReadiness } from "../readiness/plan.ts";

/** The base image that a saved state belongs to. */
export interface WarmImage {
  readonly name: string;
  /** The qcow2 file. */
  readonly path: string;
  /** The digest of its recipe; undefined for an image that demotool did not build. */
  readonly digest?: string | undefined;
  /** The directory of the saved states. Default: in the cache. */
  readonly directory?: string | undefined;
}

/** A preparation that is done once; later VMs start from its result. */
export interface Preparation {
  /** Identifies it. */
  readonly digest: string;
  /** Prepares the machine. */
  readonly run: (machine: Machine) => Promise<void>;
}

/** A VM to launch. */
export interface LaunchRequest extends Omit<AllocationRequest, "options"> {
  readonly options: VmOptions;
  readonly image: string;
  readonly disk: /** A base image: the VM writes to an overlay that is removed with it. */
    | { readonly backingFile: string }
    /** A disk that the VM writes to directly, as in the first boot of an image. */
    | { readonly file: string };
  readonly readiness: ImageReadiness;
  /** The keyboard layout of the image's desktop; undefined if unknown. */
  readonly imageLayout?: KeyboardLayoutName | undefined;
  /** The image whose saved states the VM may start from; undefined: the VM boots and is not saved. */
  readonly warm?: WarmImage | undefined;
  /** The preparation of the VM before its use. */
  readonly prepare?: Preparation | undefined;
  /** Receives the artifacts of a failed boot. */
  readonly output: DemoOutput;
  /** The result of an earlier probe. Default: probes. */
  readonly accelerator?: Accelerator | undefined;
}
