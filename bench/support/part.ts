// The input of every part: how often to measure, and the shared desktop.
import { hostAccelerator } from "../../src/demo/accelerator.ts";
import { baseImage, bootMachine } from "../../src/demo/boot.ts";
import { defaultImage } from "../../src/demo/config.ts";
import { outputDirectory } from "../../src/demo/output-directory.ts";
import { defaultResources, hostResources } from "../../src/host/resources.ts";
import type { Vm } from "../../src/vm/vm.ts";
import type { PlainRequest } from "./plain-qemu.ts";
import type { Report } from "./report.ts";
import type { RestartableBench } from "./run-parts.ts";

/** The environment of a run. */
export interface Bench {
  /** How many pairs to compare where two contenders take turns, unless a part needs its own number. */
  readonly pairs: number;
  /** The real desktop: booted on first use and shared by later parts. */
  desktop(): Promise<Vm>;
  /** A directory that is removed at the end of the run. */
  readonly directory: string;
}

/** One part: measures something and reports it. It closes the windows that it opens on the shared desktop. */
export type BenchPart = (report: Report, bench: Bench) => Promise<void>;

/** The default image with default resources, for plain QEMU. */
export async function plainRequest(): Promise<PlainRequest> {
  const name = defaultImage();
  const accelerator = await hostAccelerator();
  const image = await baseImage(name, { accelerator });
  const session = image.recipe?.session?.ready;
  if (session === undefined) throw new Error(`the image ${name} has no session condition to compare by`);
  return { backingFile: image.path, accelerator, resources: defaultResources(await hostResources()), session };
}

/** The environment of this run. */
export function benchIn(directory: string, pairs: number): RestartableBench {
  let desktop: Promise<Vm> | undefined;
  const discardDesktop = async (): Promise<void> => {
    const vm = await desktop?.catch(() => undefined);
    desktop = undefined;
    await vm?.[Symbol.asyncDispose]();
  };
  return {
    pairs,
    directory,
    desktop: () => {
      desktop ??= bootMachine({
        domain: "demo-bench",
        demo: outputDirectory("bench", directory),
        image: defaultImage(),
        options: {},
      });
      return desktop;
    },
    discardDesktop,
  };
}
