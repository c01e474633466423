// From a base image to a ready machine: every resource is on one stack, and released if anything fails.
import { randomBytes } from "node:crypto";
import { CleanupStack } from "../base/cleanup.ts";
import { Deadline } from "../base/deadline.ts";
import { type Environment, readEnvironment } from "../base/environment.ts";
import { AbortedError, addFacts, DemotoolError, describeThrown } from "../base/errors.ts";
import { log } from "../base/log.ts";
import { formatOwner, thisOwner } from "../base/owner.ts";
import { poll } from "../base/poll.ts";
import { connect } from "../libvirt/connection.ts";
import { type Accelerator, chooseAccelerator } from "./acceleration.ts";
import { bootFailure } from "./boot-failure.ts";
import { bootLimit } from "./boot-limit.ts";
import { claimDomainName, sweepDomains } from "./claim.ts";
import { emulatorPath } from "./emulator.ts";
import { BootFailedError } from "./errors.ts";
import { type VncPorts, vncPorts } from "./live-xml.ts";
import { Machine } from "./machine.ts";
import type { VmOptions } from "./options.ts";
import type { DemoOutput } from "./output.ts";
import { createOverlay } from "./overlay.ts";
import { whileAlive } from "./readiness/alive.ts";
import { BootProgress } from "./readiness/stage.ts";
import { awaitReady, type ReadinessPlan } from "./ready.ts";
import { chooseResources, hostResources } from "./resources.ts";
import { createRunFolder, sweepRunFolders } from "./run-folder.ts";
import { acquireSlot } from "./slot.ts";
import { startDomain } from "./start.ts";

/** What to launch. */
export interface LaunchRequest {
  /** The domain's name. */
  readonly name: string;
  readonly image: string;
  readonly disk: /** A base image: the VM writes to an overlay that goes with it. */
    | { readonly backingFile: string }
    /** A disk that the VM itself writes to, as while an image is sealed. */
    | { readonly file: string };
  readonly readiness: Omit<ReadinessPlan, "delay">;
  readonly options: VmOptions;
  /** Where evidence of a failed boot goes. */
  readonly output: DemoOutput;
  /** Known from an earlier probe; by default it is found out. */
  readonly accelerator?: Accelerator | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** The specification's, in seconds. */
const defaultReadyDelay = 10;
/** Seconds for each release: more than the minute that libvirt may take to end a domain on a busy host. */
const releaseLimit = 75;
const defaultResolution = { width: 1280, height: 800 };

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
  const host = await hostResources();
  const wanted = chooseResources(host, request.options);
  const slot = resources.use("VM slot", await acquireSlot(host, wanted, request.signal));
  const connection = resources.use(
    "libvirt connection",
    await connect(environment.libvirtUri, { signal: request.signal }),
  );
  await sweepRunFolders();
  await sweepDomains(connection);
  await claimDomainName(connection, request.name);
  const emulator = await emulatorPath(connection);
  const accelerator = request.accelerator ?? (await chooseAccelerator(environment.accelerator, emulator));
  const limit = bootLimit(request.options.bootTimeout ?? environment.bootTimeout, accelerator);
  const deadline = Deadline.after(limit, `boot of ${request.name}`, { signal: request.signal });

  const folder = resources.use("overlay", await createRunFolder(request.name));
  if ("backingFile" in request.disk) await createOverlay(request.disk.backingFile, folder.overlay, deadline.signal);
  const { domain, description } = await startDomain(connection, {
    name: request.name,
    emulator,
    accelerator,
    resources: wanted,
    resolution: request.options.resolution ?? defaultResolution,
    disk: "file" in request.disk ? request.disk.file : folder.overlay,
    serialLog: folder.serialLog,
    owner: formatOwner(thisOwner),
    vnc: { password: randomBytes(6).toString("base64url"), websocket: true },
    ...(slot.cores && { pinning: slot.cores }),
    // Root's QEMU runs under the system daemon, which would start it as a user that cannot read root's files.
    asRoot: process.getuid?.() === 0,
  });
  resources.use("domain handle", domain);
  resources.defer("domain", () => domain.destroy());

  const ports = await poll(deadline, 0.05, async () => withPort(vncPorts(await domain.xml())));
  const machine = new Machine({
    domain,
    description,
    vncPort: ports.port,
    websocketPort: ports.websocket,
    keyboardLayout: request.options.keyboardLayout,
    resources,
  });
  const plan = { delay: request.options.readyDelay ?? defaultReadyDelay, ...request.readiness };
  using watch = whileAlive(domain, deadline);
  const progress = new BootProgress(request.name, watch.deadline);
  try {
    await awaitReady(machine, plan, progress);
  } catch (error) {
    throw await bootFailure({ machine, progress, image: request.image, output: request.output, deadline }, error);
  }
  log.info("ready", { domain: request.name, image: request.image, seconds: Math.round(deadline.elapsed() * 10) / 10 });
  return machine;
}

function withPort(ports: VncPorts): { port: number; websocket: number | undefined } | undefined {
  return ports.port === undefined ? undefined : { port: ports.port, websocket: ports.websocket };
}
