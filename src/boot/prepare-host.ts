// What a VM needs of the host before it can be started: room, a connection, a free name, and what it will run on.
import { randomBytes } from "node:crypto";
import type { Environment } from "../base/environment.ts";
import { formatOwner, thisOwner } from "../base/files/owner.ts";
import type { CleanupStack } from "../base/process/cleanup.ts";
import { claimDomainName, sweepDomains } from "../domain/domain-name.ts";
import type { DomainDescription } from "../domain/domain-xml.ts";
import { chooseAccelerator } from "../host/acceleration.ts";
import { allocate } from "../host/allocation.ts";
import { emulatorPath } from "../host/emulator.ts";
import { sweepRunFolders } from "../host/run-folder.ts";
import { type Connection, connect } from "../libvirt/connection.ts";
import { bootLimit } from "./boot-limit.ts";
import type { LaunchRequest } from "./launch-request.ts";

/** The ground that a VM is started on. */
export interface PreparedHost {
  readonly request: LaunchRequest;
  /** Everything that goes with the VM. */
  readonly resources: CleanupStack;
  readonly connection: Connection;
  /** The VM, but for its files. */
  readonly plan: Omit<DomainDescription, "disk" | "serialLog">;
  /** Seconds for a boot. */
  readonly bootLimit: number;
}

const defaultResolution = { width: 1280, height: 800 };

/** Waits for room on the host, and makes the VM's name free. */
export async function prepareHost(
  request: LaunchRequest,
  environment: Environment,
  resources: CleanupStack,
): Promise<PreparedHost> {
  const room = resources.use("VM slot", await allocate(request, environment));
  const connection = resources.use(
    "libvirt connection",
    await connect(environment.libvirtUri, { signal: request.signal }),
  );
  await sweepRunFolders();
  await sweepDomains(connection);
  await claimDomainName(connection, request.name);
  const emulator = await emulatorPath(connection);
  const accelerator = request.accelerator ?? (await chooseAccelerator(environment.accelerator, emulator));
  const plan = {
    name: request.name,
    emulator,
    accelerator,
    resources: room.resources,
    resolution: request.options.resolution ?? defaultResolution,
    owner: formatOwner(thisOwner),
    vnc: { password: randomBytes(6).toString("base64url"), websocket: true },
    ...room.placement,
    // Root's QEMU runs under the system daemon, which would start it as a user that cannot read root's files.
    asRoot: process.getuid?.() === 0,
  };
  const limit = bootLimit(request.options.bootTimeout ?? environment.bootTimeout, accelerator);
  return { request, resources, connection, plan, bootLimit: limit };
}
