// Boots a new base image once and shuts it down, so that no demo waits for its first-boot work.
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { DemoOutput } from "../base/demo-output.ts";
import { log } from "../base/log.ts";
import { Deadline } from "../base/time/deadline.ts";
import { poll } from "../base/time/poll.ts";
import { GuestError } from "../guest/errors.ts";
import type { Accelerator } from "../host/acceleration.ts";
import { oomEnd } from "../host/oom-watch.ts";
import type { Run } from "../host/run-limit.ts";
import type { FirstBootRequest } from "../images/cache.ts";
import type { Machine } from "../machine/machine.ts";
import type { VmOptions } from "../machine/vm-options.ts";
import { Standstill } from "../readiness/standstill.ts";
import { BootFailedError } from "./errors.ts";
import { launch } from "./launch.ts";

/** Milliseconds for the boot. First-boot work installs nothing, but may run under emulation. */
const bootMs = 1_200_000;
/** Milliseconds for the shutdown. */
const shutdownMs = 180_000;

/**
 * Milliseconds: the screen of a first boot may stand still for long, and only the agent reports the end of its work.
 */
const agentWaitMs = 120_000;

/** Milliseconds until a guest that ignored the shutdown request gets a press of its power button. */
const askAgainMs = 30_000;
const pollMs = 200;
/** Milliseconds for the agent to take the request. */
const requestMs = 10_000;

/**
 * Boots the image's disk, waits until its first-boot work is done and its desktop is ready, then shuts it down cleanly.
 *
 * @throws {GuestError} when there is first-boot work, but no guest agent to tell when it is done
 * @throws the errors of {@link launch}, and a `TimeoutError` when the guest does not shut down
 */
export async function completeFirstBoot(
  request: FirstBootRequest,
  options: VmOptions,
  accelerator?: Accelerator,
  run?: Run,
): Promise<void> {
  await using machine = await launch({
    // Several caches on one host may boot images of the same name at the same time.
    name: `demotool-first-boot-${request.image}-${process.pid}`,
    image: request.image,
    disk: { file: request.disk },
    readiness: { guestAgent: request.recipe.guestAgent, agentWaitMs, session: completed(request) },
    options: { bootTimeout: bootMs, ...options, readyDelay: 0 },
    run,
    output: artifactsIn(request.artifactsDirectory),
    accelerator,
    signal: request.signal,
  });
  if (!machine.hasAgent && request.recipe.firstbootCommands.length > 0) throw unobserved(request.image);
  await shutDown(machine, request.image, request.signal);
  log.info("first boot of the image done", { image: request.image });
}

/** The session is checked after the first-boot work, which may create the session's user. */
function completed({ firstbootDone, recipe }: FirstBootRequest): string {
  return recipe.session === undefined ? firstbootDone : `( ${firstbootDone} ) && ( ${recipe.session.ready} )`;
}

async function shutDown({ domain, agent, hasAgent }: Machine, image: string, signal?: AbortSignal): Promise<void> {
  const deadline = Deadline.after(shutdownMs, `shutdown of ${image}`, { signal });
  // The agent shuts down with the guest, so its answer is not awaited; the end of the domain is.
  if (hasAgent) void agent.call("guest-shutdown", { mode: "powerdown" }, requestMs).catch(() => {});
  let askedAt = hasAgent ? 0 : -askAgainMs;
  const standstill = new Standstill(domain);
  await poll(deadline, pollMs, async () => {
    if (deadline.elapsed() >= askedAt + askAgainMs) {
      askedAt = deadline.elapsed();
      void domain.shutdown().catch(() => {});
    }
    const state = await domain.state();
    if (state === "crashed") throw crashed(image);
    const stopped = await standstill.look({ pauses: false });
    if (stopped && (!stopped.ended || oomEnd(domain))) throw stopped;
    // A transient domain disappears when it shuts off.
    return state === "shutoff" || state === "gone" || undefined;
  });
}

function unobserved(image: string): GuestError {
  return new GuestError({
    headline: `the image ${image} has first-boot work, but no guest agent to tell when it is done`,
    facts: { image },
    next: "add qemu-guest-agent to the recipe's packages, and make sure that it starts at boot",
  });
}

function crashed(image: string): BootFailedError {
  return new BootFailedError("shutdown", {
    headline: `the image ${image} crashed during the shutdown after its first boot`,
    facts: { image },
    next: "check the recipe's first-boot commands",
  });
}

/** Creates the directory with the first file. */
function artifactsIn(directory: string): DemoOutput {
  const path = (file: string): string => {
    mkdirSync(directory, { recursive: true });
    return join(directory, file);
  };
  return { name: "first boot", directory, path, newPath: (name, extension) => path(`${name}.${extension}`) };
}
