// From a base image to a ready machine: every resource is on one stack, and released if anything fails.
import { type Environment, readEnvironment } from "../base/environment.ts";
import { AbortedError, addFacts, DemotoolError, describeThrown } from "../base/errors.ts";
import { log } from "../base/log.ts";
import { CleanupStack } from "../base/process/cleanup.ts";
import { toTenths } from "../base/time/round.ts";
import type { Machine } from "../machine/machine.ts";
import { bootCold } from "./cold-boot.ts";
import { BootFailedError } from "./errors.ts";
import type { LaunchRequest } from "./launch-request.ts";
import { type PreparedHost, prepareHost } from "./prepare-host.ts";
import { launchWarm } from "./warm/warm-launch.ts";

/** Seconds for each release: more than the minute that libvirt may take to end a domain on a busy host. */
const releaseLimit = 75;

/**
 * Starts a VM and waits until it is ready. The boot's time limit starts once the host has room for it and its name is
 * free; making the overlay is a part of it.
 *
 * @throws {BootTimeoutError} naming the stage that was not reached
 * @throws {BootFailedError} when the VM stopped by itself, or the host failed in a way that nobody foresaw
 * @throws {LibvirtError} {@link DomainExistsError} {@link ResourceError} {@link PortError} when it cannot be started
 */
export async function launch(request: LaunchRequest): Promise<Machine> {
  const resources = new CleanupStack(`VM ${request.name}`, releaseLimit);
  try {
    return await start(request, readEnvironment(), resources);
  } catch (thrown) {
    const error = thrown instanceof DemotoolError ? thrown : unforeseen(request, thrown);
    const made = resources.held.join(", ");
    const failure = await resources[Symbol.asyncDispose]().then(() => undefined, describeThrown);
    addFacts(error, { removed: made || undefined, notRemoved: failure });
    log.error(error.headline, error.facts);
    throw error;
  }
}

/** What the host, or the caller's signal, throws as it is. */
function unforeseen({ name, image, signal }: LaunchRequest, cause: unknown): DemotoolError {
  const facts = { domain: name, image };
  if (signal?.aborted) {
    return new AbortedError({
      headline: `the start of ${name} was stopped`,
      facts,
      next: "nothing, if you stopped it; else see the cause",
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

async function start(request: LaunchRequest, environment: Environment, resources: CleanupStack): Promise<Machine> {
  const ground = await prepareHost(request, environment, resources);
  const begun = performance.now();
  const machine = await machineOn(ground, environment);
  log.info("ready", {
    domain: request.name,
    image: request.image,
    start: machine.origin ? "warm" : "cold",
    seconds: toTenths((performance.now() - begun) / 1000),
  });
  return machine;
}

async function machineOn(ground: PreparedHost, { warm }: Environment): Promise<Machine> {
  const { request } = ground;
  if (request.warm && warm && (request.options.warm ?? true)) return launchWarm(ground, request.warm);
  const machine = await bootCold(ground);
  await request.prepare?.run(machine);
  return machine;
}
