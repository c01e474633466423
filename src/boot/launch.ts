// Launches a VM from a base image. All resources are on one stack and are released if anything fails.
//
// From `demo.vm()`, which the fixture `vm` calls too, to a ready VM, file by file:
//
//   demo/demo.ts                the demo that the VM belongs to
//   demo/boot.ts                the base image, built if it is missing; options checked
//   boot/launch.ts              this file: prepares the host, then tries the starts in order
//   boot/prepare-host.ts        space on the host, libvirt, a free name, the accelerator
//   boot/prepared-state.ts      1st way to start: the saved state of a prepared VM
//   boot/plain-state.ts         2nd way to start: the saved state of a ready VM
//   boot/warm/restore-vm.ts     restores either of them
//   boot/cold-boot.ts           3rd way to start: a boot
//   boot/power-on.ts            the overlay, and the domain on it
//   domain/start-domain.ts      the domain, with fallbacks where the host refuses
//   readiness/sequences.ts      the conditions of a ready VM
//   readiness/await-ready.ts    waits for them
import { readEnvironment } from "../base/environment.ts";
import { AbortedError, addFacts, DemotoolError, describeThrown } from "../base/errors.ts";
import { log } from "../base/log.ts";
import { CleanupStack } from "../base/process/cleanup.ts";
import { toTenths } from "../base/time/round.ts";
import { toSeconds } from "../base/time/seconds.ts";
import type { Machine } from "../machine/machine.ts";
import { coldBoot } from "./cold-boot.ts";
import { BootFailedError } from "./errors.ts";
import type { LaunchRequest } from "./launch-request.ts";
import { plainState } from "./plain-state.ts";
import { type PreparedHost, prepareHost } from "./prepare-host.ts";
import { preparedState } from "./prepared-state.ts";
import { firstToStart, type Start } from "./start.ts";
import { findSavedStates } from "./warm/saved-states.ts";

/** Milliseconds for each release: libvirt may take a minute to destroy a domain on a busy host. */
const releaseMs = 75_000;

/**
 * Starts a VM and waits until it is ready. The boot's time limit starts once the host has space for it and its name is
 * free.
 *
 * @throws {BootTimeoutError} when a stage is not reached in time
 * @throws {BootFailedError} when the VM stops by itself or the host fails unexpectedly
 * @throws {LibvirtError} {@link DomainExistsError} {@link ResourceError} {@link PortError} when it cannot be started
 */
export async function launch(request: LaunchRequest): Promise<Machine> {
  const resources = new CleanupStack(`VM ${request.name}`, releaseMs);
  try {
    const host = await prepareHost(request, readEnvironment(), resources);
    const start = performance.now();
    const machine = await firstToStart(host, await startsOf(host));
    // Not before: the plain state is shared by VMs of all layouts.
    await machine.layout.ensure(request.options.keyboardLayout, request.signal);
    logReady(machine, request, performance.now() - start);
    return machine;
  } catch (thrown) {
    throw await withCleanup(resources, thrown instanceof DemotoolError ? thrown : unforeseen(request, thrown));
  }
}

/** The possible starts of a request, the fastest first. */
async function startsOf(host: PreparedHost): Promise<readonly Start[]> {
  const { prepare } = host.request;
  const states = await findSavedStates(host);
  return [
    ...(prepare ? [preparedState(prepare, host.request, states)] : []),
    ...(states ? [plainState(states)] : []),
    coldBoot,
  ];
}

function logReady({ origin }: Machine, { name, image }: LaunchRequest, startMs: number): void {
  log.info("ready", {
    domain: name,
    image,
    start: origin ? "warm" : "cold",
    seconds: toTenths(toSeconds(startMs)),
  });
}

/** Releases everything, and adds to the error what was released and what was not. */
async function withCleanup(resources: CleanupStack, error: DemotoolError): Promise<DemotoolError> {
  const removed = resources.held.join(", ") || undefined;
  const notRemoved = await resources[Symbol.asyncDispose]().then(() => undefined, describeThrown);
  addFacts(error, { removed, notRemoved });
  log.error(error.headline, error.facts);
  return error;
}

/** Wraps an error that is not demotool's own. */
function unforeseen({ name, image, signal }: LaunchRequest, cause: unknown): DemotoolError {
  const facts = { domain: name, image };
  if (signal?.aborted) {
    return new AbortedError({
      headline: `the start of ${name} was aborted`,
      facts,
      next: "no action needed if you stopped it; otherwise see the cause",
      cause,
    });
  }
  return new BootFailedError("start", {
    headline: `the VM ${name} could not be started: ${describeThrown(cause)}`,
    facts: { ...facts, stage: "start" },
    next: "see the cause; check the cache directory's permissions and free space",
    cause,
  });
}
