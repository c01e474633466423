// Launches tiny guests as demos launch desktops.
import { onTestFinished } from "vitest";
import type { DemoOutput } from "../../../src/base/demo-output.ts";
import { launch } from "../../../src/boot/launch.ts";
import type { LaunchRequest } from "../../../src/boot/launch-request.ts";
import { outputDirectory } from "../../../src/demo/output-directory.ts";
import { Vm } from "../../../src/vm/vm.ts";
import { type OnTestFinished, testDirectory } from "../domains.ts";

/** By default memory is small and there is no delay after VNC. */
export const tinyOptions = { memory: 512, cpus: 1, readyDelay: 0, bootTimeout: 120_000 };

/** A test's options for a launch; the rest is minimal. */
export type TinyRequest = Partial<Omit<LaunchRequest, "disk">> & {
  readonly name: string;
  readonly backingFile: string;
};

/** Everything {@link launch} needs, for a tiny guest. */
export function tinyRequest(output: DemoOutput, { backingFile, ...request }: TinyRequest): LaunchRequest {
  return {
    image: "tiny-1",
    disk: { backingFile },
    readiness: { guestAgent: true, session: undefined },
    accelerator: "tcg",
    output,
    ...request,
    options: { ...tinyOptions, ...request.options },
  };
}

/**
 * An output directory that is removed with the test.
 *
 * @param atEnd concurrent tests pass `onTestFinished` of their context
 */
export async function testOutput(atEnd?: OnTestFinished): Promise<DemoOutput> {
  return outputDirectory("test", await testDirectory(atEnd));
}

/** A ready VM that is removed with the test. */
export async function launchedVm(request: TinyRequest): Promise<Vm> {
  const output = await testOutput();
  const vm = new Vm(await launch(tinyRequest(output, request)), output);
  onTestFinished(() => vm[Symbol.asyncDispose]());
  return vm;
}
