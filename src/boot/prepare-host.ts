// Prepares the host for a VM: space, a connection to libvirt, a free name, and the accelerator.
import { randomBytes } from "node:crypto";
import type { Environment } from "../base/environment.ts";
import { log } from "../base/log.ts";
import type { CleanupStack } from "../base/process/cleanup.ts";
import { toSeconds } from "../base/time/seconds.ts";
import { endDiskUsers } from "../domain/disk-users.ts";
import { claimDomainName } from "../domain/domain-name.ts";
import type { DomainDescription } from "../domain/domain-xml.ts";
import { sweepDomains } from "../domain/sweep.ts";
import { type Accelerator, chooseAccelerator } from "../host/acceleration.ts";
import { allocate } from "../host/allocation.ts";
import { emulatorPath } from "../host/emulator.ts";
import { sweepRunFolders } from "../host/run-folder.ts";
import { type Connection, connect } from "../libvirt/connection.ts";
import { defaultResolution } from "../machine/vm-options.ts";
import type { LaunchRequest } from "./launch-request.ts";
import { runsAsRoot, warnOfRoot } from "./root.ts";

/** A host on which a VM can be started. */
export interface PreparedHost {
  readonly request: LaunchRequest;
  /** Released with the VM. */
  readonly resources: CleanupStack;
  readonly connection: Connection;
  /** The domain without its files and their owner. */
  readonly plan: Omit<DomainDescription, "disk" | "serialLog" | "owner">;
  /** Time limit of a boot in milliseconds. */
  readonly bootMs: number;
  /** Whether options and environment allow a start from a saved state. */
  readonly usesSavedStates: boolean;
}

/** The specified time limit of a boot in milliseconds, and its factor under emulation. */
const standardBoot = { limitMs: 120_000, emulationFactor: 4 };

/** Waits for space on the host, sweeps leftovers of dead runs, and frees the VM's name. */
export async function prepareHost(
  request: LaunchRequest,
  environment: Environment,
  resources: CleanupStack,
): Promise<PreparedHost> {
  const allocation = resources.use("VM slot", await allocate(request, environment));
  const connection = resources.use(
    "libvirt connection",
    await connect(environment.libvirtUri, { signal: request.signal }),
  );
  // Domains first: the locks of their run folders show which are dead.
  await sweepDomains(connection);
  await sweepRunFolders((domain, path) => endDiskUsers(connection, domain, path));
  await claimDomainName(connection, request.name);
  const emulator = await emulatorPath(connection);
  const accelerator = request.accelerator ?? (await chosenAccelerator(environment, emulator));
  const plan = {
    name: request.name,
    emulator,
    accelerator,
    resources: allocation.resources,
    resolution: request.options.resolution ?? defaultResolution,
    vnc: { password: randomBytes(6).toString("base64url"), websocket: request.options.vncWebsocket ?? false },
    ...allocation.placement,
    asRoot: runsAsRoot(),
  };
  return {
    request,
    resources,
    connection,
    plan,
    bootMs: bootMs(request.options.bootTimeout ?? environment.bootTimeout, accelerator),
    usesSavedStates: environment.warm && (request.options.warm ?? true),
  };
}

/** Chooses the accelerator where no main process has chosen it for the run, and warned. */
function chosenAccelerator(environment: Environment, emulator: string): Promise<Accelerator> {
  warnOfRoot();
  return chooseAccelerator(environment.accelerator, emulator);
}

/**
 * The time limit of a boot in milliseconds: the given one, or 120_000, and four times that under software emulation.
 */
export function bootMs(given: number | undefined, accelerator: Accelerator): number {
  if (given !== undefined) return given;
  if (accelerator === "kvm") return standardBoot.limitMs;
  const limitMs = standardBoot.limitMs * standardBoot.emulationFactor;
  log.info("software emulation: the boot may take four times as long as under KVM", {
    limitSeconds: toSeconds(limitMs),
  });
  return limitMs;
}
