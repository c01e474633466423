// What every part of the benchmark is given: how often to measure, and the desktop that the parts share.
import { hostAccelerator } from "../../src/demo/accelerator.ts";
import { baseImage, bootMachine } from "../../src/demo/boot.ts";
import { defaultImage } from "../../src/demo/config.ts";
import { outputDirectory } from "../../src/demo/output-directory.ts";
import { defaultResources, hostResources } from "../../src/host/resources.ts";
import type { Vm } from "../../src/vm/vm.ts";
import type { PlainRequest } from "./plain-qemu.ts";
import type { Report } from "./report.ts";
import type { RestartableBench } from "./run-parts.ts";

/** The circumstances of a run. */
export interface Bench {
  /** How many pairs to compare where two contenders take turns, unless a part has a reason for its own number. */
  readonly pairs: number;
  /** The real desktop: booted when a part first asks for it, shared by those that come after it. */
  desktop(): Promise<Vm>;
  /** A directory for files that go when the run ends. */
  readonly directory: string;
}

/** One part: measures something and reports it. It leaves the desktop as it found it: its windows closed. */
export type BenchPart = (report: Report, bench: Bench) => Promise<void>;

/** The default image on default resources, for plain QEMU to run. */
export async function plainRequest(): Promise<PlainRequest> {
  const name = defaultImage();
  const accelerator = await hostAccelerator();
  const image = await baseImage(name, { accelerator });
  const session = image.recipe?.session?.ready;
  if (session === undefined) throw new Error(`the image ${name} has no session condition to compare by`);
  return { backingFile: image.path, accelerator, resources: defaultResources(await hostResources()), session };
}

/** The circumstances of this run. */
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
