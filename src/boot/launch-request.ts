// What a VM is launched with.

import type { DemoOutput } from "../base/demo-output.ts";
import type { Accelerator } from "../host/acceleration.ts";
import type { AllocationRequest } from "../host/allocation.ts";
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
  /** Where the states lie. Default: in the cache. */
  readonly directory?: string | undefined;
}

/** What is done to a VM once, whose result later VMs start from. */
export interface Preparation {
  /** Tells it apart from others. */
  readonly digest: string;
  /** Does it. */
  readonly run: (machine: Machine) => Promise<void>;
}

/** What to launch. */
export interface LaunchRequest extends Omit<AllocationRequest, "options"> {
  readonly options: VmOptions;
  readonly image: string;
  readonly disk: /** A base image: the VM writes to an overlay that goes with it. */
    | { readonly backingFile: string }
    /** A disk that the VM itself writes to, as in the first boot of an image. */
    | { readonly file: string };
  readonly readiness: ImageReadiness;
  /** The image whose saved states the VM may be started from; undefined: it boots, and none is kept. */
  readonly warm?: WarmImage | undefined;
  /** What the VM gets before it is used, besides what is in the image. */
  readonly prepare?: Preparation | undefined;
  /** Where evidence of a failed boot goes. */
  readonly output: DemoOutput;
  /** Known from an earlier probe. Default: probes. */
  readonly accelerator?: Accelerator | undefined;
}
