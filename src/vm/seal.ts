// Boots a new base image once, so that its first-boot work is done here and never in a demo, and shuts it down.
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { Deadline } from "../base/deadline.ts";
import { log } from "../base/log.ts";
import { poll } from "../base/poll.ts";
import type { SealRequest } from "../images/cache.ts";
import type { Accelerator } from "./acceleration.ts";
import { BootFailedError } from "./errors.ts";
import { launch } from "./launch.ts";
import type { Machine } from "./machine.ts";
import type { VmOptions } from "./options.ts";
import type { DemoOutput } from "./output.ts";

/** First-boot work installs nothing, but it runs under emulation too: seconds. */
const sealLimit = 1200;
const shutdownLimit = 180;

/** Boots the image's disk until its first-boot work and its desktop are done, then shuts it down cleanly. */
export async function sealImage(request: SealRequest, options: VmOptions, accelerator?: Accelerator): Promise<void> {
  await using machine = await launch({
    // Two caches on one host may seal an image of the same name at the same time.
    name: `demotool-seal-${request.image}-${process.pid}`,
    image: request.image,
    disk: { file: request.disk },
    readiness: { guestAgent: request.recipe.guestAgent, session: sealed(request) },
    options: { bootTimeout: sealLimit, ...options, readyDelay: 0 },
    output: evidenceIn(request.evidence),
    accelerator,
    signal: request.signal,
  });
  await shutDown(machine, request.image, request.signal);
  log.info("image sealed: its first boot is done", { image: request.image });
}

/** The session that counts is the one after the first-boot work, which may have made the user it belongs to. */
function sealed({ firstbootDone, recipe }: SealRequest): string {
  return recipe.session === undefined ? firstbootDone : `( ${firstbootDone} ) && ( ${recipe.session.ready} )`;
}

async function shutDown(machine: Machine, image: string, signal?: AbortSignal): Promise<void> {
  const deadline = Deadline.after(shutdownLimit, `shutdown of ${image}`, { signal });
  // The agent goes down with the guest: whether it answers says nothing, the domain's end says all.
  void machine.agent.call("guest-shutdown", { mode: "powerdown" }, 10).catch(() => {});
  await poll(deadline, 0.2, async () => {
    const state = await machine.domain.state();
    if (state === "crashed") throw crashed(image);
    // A transient domain is gone as soon as it is off.
    return state === "shutoff" || state === "gone" || undefined;
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
