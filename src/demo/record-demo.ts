// A demo in one call: its VM, and a video of all of it.
import { checkRecordingOptions, type RecordingOptions } from "../recording/recorder.ts";
import type { Vm } from "../vm/vm.ts";
import type { MachineOptions } from "./boot.ts";
import { type Demo, type DemoOptions, startDemo } from "./demo.ts";
import { slug } from "./names.ts";

/** Options of {@link recordDemo}: those of the demo and of the video, and those of the VM. */
export interface RecordDemoOptions extends DemoOptions, RecordingOptions {
  /** Options of the VM and of its image. */
  readonly vm?: MachineOptions;
}

/** The function that {@link recordDemo} records. */
export type DemoBody<T> = (vm: Vm, demo: Demo) => T | Promise<T>;

/**
 * Starts a demo and a VM, and records the screen into `demo-videos/<name>/<name>.mp4` while `body` runs. The VM
 * is removed when it ends, even after an error. Sections that the body records become separate videos.
 *
 * @param name names the output directory, the video and the domain `demo-<name>`
 * @param image base image, as in `fedora-42`. Default: `DEMOTOOL_IMAGE`, else `debian-12`
 * @returns what `body` returns
 * @throws {OptionError} when the name, the environment or an option cannot be used
 * @throws whatever `startDemo`, `demo.vm`, `vm.record` and `body` throw
 */
export async function recordDemo<T>(
  name: string,
  image: string | undefined,
  body: DemoBody<T>,
  options?: RecordDemoOptions,
): Promise<T>;
/** The same with the default image. */
export async function recordDemo<T>(name: string, body: DemoBody<T>, options?: RecordDemoOptions): Promise<T>;
export async function recordDemo<T>(
  name: string,
  imageOrBody: string | DemoBody<T> | undefined,
  bodyOrOptions?: DemoBody<T> | RecordDemoOptions,
  lastOptions?: RecordDemoOptions,
): Promise<T> {
  const named = typeof imageOrBody !== "function";
  const image = named ? imageOrBody : undefined;
  const body = (named ? bodyOrOptions : imageOrBody) as DemoBody<T>;
  const options = (named ? lastOptions : bodyOrOptions) as RecordDemoOptions | undefined;
  const { vm: machineOptions, quality, ...demoOptions } = options ?? {};
  const recording = quality === undefined ? undefined : { quality };
  checkRecordingOptions(recording);
  await using demo = await startDemo(name, demoOptions);
  await using vm = await demo.vm(image, machineOptions);
  return await vm.record(slug(name), () => body(vm, demo), recording);
}
