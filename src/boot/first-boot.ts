// Boots a new base image once, so that its first-boot work is done here and never in a demo, and shuts it down.
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { DemoOutput } from "../base/demo-output.ts";
import { log } from "../base/log.ts";
import { Deadline } from "../base/time/deadline.ts";
import { poll } from "../base/time/poll.ts";
import { GuestError } from "../guest/errors.ts";
import type { Accelerator } from "../host/acceleration.ts";
import type { Run } from "../host/run-limit.ts";
import type { FirstBootRequest } from "../images/cache.ts";
import type { Machine } from "../machine/machine.ts";
import type { VmOptions } from "../machine/vm-options.ts";
import { BootFailedError } from "./errors.ts";
import { launch } from "./launch.ts";

/** First-boot work installs nothing, but it runs under emulation too: seconds. */
const sealLimit = 1200;
const shutdownLimit = 180;

/** A first boot may stand at one picture for long; an agent that is overlooked leaves its work unobserved. */
const agentPatience = 120;

/** Seconds until a guest that was asked to shut down, and still runs, is asked again by its power button. */
const shutdownPatience = 30;

/**
 * Boots the image's disk until its first-boot work and its desktop are done, then shuts it down cleanly.
 *
 * @throws {GuestError} when there is first-boot work, and no guest agent to tell that it is over
 * @throws what {@link launch} throws, and a `TimeoutError` when the guest does not shut down
 */
export async function completeFirstBoot(
  request: FirstBootRequest,
  options: VmOptions,
  accelerator?: Accelerator,
  run?: Run,
): Promise<void> {
  await using machine = await launch({
    // Two caches on one host may seal an image of the same name at the same time.
    name: `demotool-seal-${request.image}-${process.pid}`,
    image: request.image,
    disk: { file: request.disk },
    readiness: { guestAgent: request.recipe.guestAgent, agentPatience, session: sealed(request) },
    options: { bootTimeout: sealLimit, ...options, readyDelay: 0 },
    run,
    output: evidenceIn(request.evidence),
    accelerator,
    signal: request.signal,
  });
  if (!machine.hasAgent && request.recipe.firstbootCommands.length > 0) throw unobserved(request.image);
  await shutDown(machine, request.image, request.signal);
  log.info("image sealed: its first boot is done", { image: request.image });
}

/** The session that counts is the one after the first-boot work, which may have made the user it belongs to. */
function sealed({ firstbootDone, recipe }: FirstBootRequest): string {
  return recipe.session === undefined ? firstbootDone : `( ${firstbootDone} ) && ( ${recipe.session.ready} )`;
}

async function shutDown({ domain, agent, hasAgent }: Machine, image: string, signal?: AbortSignal): Promise<void> {
  const deadline = Deadline.after(shutdownLimit, `shutdown of ${image}`, { signal });
  // Whoever is asked goes down with the guest: whether it answers says nothing, the domain's end says all.
  if (hasAgent) void agent.call("guest-shutdown", { mode: "powerdown" }, 10).catch(() => {});
  let askedAt = hasAgent ? 0 : -shutdownPatience;
  await poll(deadline, 0.2, async () => {
    if (deadline.elapsed() >= askedAt + shutdownPatience) {
      askedAt = deadline.elapsed();
      void domain.shutdown().catch(() => {});
    }
    const state = await domain.state();
    if (state === "crashed") throw crashed(image);
    // A transient domain is gone as soon as it is off.
    return state === "shutoff" || state === "gone" || undefined;
  });
}

function unobserved(image: string): GuestError {
  return new GuestError({
    headline: `nobody can tell when the first-boot work of the image ${image} is over: it has no guest agent`,
    facts: { image },
    next: "add the guest agent to the recipe's packages (qemu-guest-agent), and see that it starts at boot",
  });
}

function crashed(image: string): BootFailedError {
  return new BootFailedError("shutdown", {
    headline: `the image ${image} crashed while it was shut down after its first boot`,
    facts: { image },
    next: "look at the recipe's first-boot commands",
  });
}

/** Made only when there is evidence. */
function evidenceIn(directory: string): DemoOutput {
  const path = (file: string): string => {
    mkdirSync(directory, { recursive: true });
    return join(directory, file);
  };
  return { name: "first boot", directory, path, newPath: (name, extension) => path(`${name}.${extension}`) };
}
