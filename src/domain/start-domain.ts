// Starts a domain, with a fallback for each known failure.
import getPort, { portNumbers } from "get-port";
import { describeThrown } from "../base/errors.ts";
import { log } from "../base/log.ts";
import { reduceResources } from "../host/resources.ts";
import type { Connection } from "../libvirt/connection.ts";
import type { Domain } from "../libvirt/domain.ts";
import { InterruptedCallError, LibvirtError } from "../libvirt/errors.ts";
import { endDiskUsers } from "./disk-users.ts";
import { claimDomainName } from "./domain-name.ts";
import { type DomainDescription, domainXml } from "./domain-xml.ts";
import { PortError, ResourceError } from "./errors.ts";
import { type StartFailure, startFailureOf } from "./start-failure.ts";

/** A started domain, and the description that libvirt accepted. */
export interface Started {
  readonly domain: Domain;
  readonly description: DomainDescription;
}

/** Maximum number of attempts of each fallback. */
const maxFallbacks: Record<StartFailure, number> = {
  name: 3,
  resources: 3,
  port: 5,
  pinning: 1,
  websocket: 1,
  silence: 1,
};

/** Maximum number of daemons that may end during the start. */
const maxInterruptions = 1;

/** VNC display numbers start at port 5900 (RFC 6143 section 1). */
const vncPortRange = { from: 5900, to: 65_535 };

/**
 * Starts a transient domain that libvirt destroys when this process ends (VIR_DOMAIN_START_AUTODESTROY). When the start
 * fails, it logs a warning and tries a fallback: another VNC port, a quarter less memory and CPUs, no pinning, no
 * websocket. When the daemon ends meanwhile, starts the domain again.
 *
 * @param signal ends the start; what libvirt still does then is left to {@link endDiskUsers}
 * @throws {LibvirtError} when there is no fallback
 * @throws {DomainExistsError} when another run took the name at the same time
 * @throws {ResourceError} when three reductions are not enough
 * @throws {PortError} when no port is free
 */
export async function startDomain(
  connection: Connection,
  wanted: DomainDescription,
  signal?: AbortSignal,
): Promise<Started> {
  const left = { ...maxFallbacks };
  let description = wanted;
  let interruptions = 0;
  for (let attempt = 1; ; attempt++) {
    // libvirt's log daemon may briefly keep the file of a failed attempt open.
    if (attempt > 1) description = { ...description, serialLog: `${wanted.serialLog}.${attempt}` };
    try {
      const options = { autodestroy: true, paused: description.incoming ?? false, signal };
      return { domain: await connection.createDomain(domainXml(description), options), description };
    } catch (error) {
      if (error instanceof InterruptedCallError && interruptions++ < maxInterruptions) {
        await endDiskUsers(connection, description.name, description.disk);
        continue;
      }
      if (!(error instanceof LibvirtError)) throw error;
      const failure = startFailureOf(error.libvirtMessage);
      if (failure === undefined) throw error;
      if (left[failure]-- === 0) throw exhausted(failure, description, error);
      description = await fallbacks[failure](description, connection);
    }
  }
}

type Fallback = (
  description: DomainDescription,
  connection: Connection,
) => Promise<DomainDescription> | DomainDescription;

const fallbacks: Record<StartFailure, Fallback> = {
  name: async (description, connection) => {
    // Another run took the name after it was claimed. This throws if that run is alive.
    await claimDomainName(connection, description.name);
    return description;
  },
  resources: (description) => {
    const resources = reduceResources(description.resources);
    log.warn("starting the VM with a quarter less memory and CPUs", {
      domain: description.name,
      memoryMiB: resources.memory,
      cpus: resources.cpus,
    });
    return {
      ...description,
      resources,
      ...(description.pinning && { pinning: description.pinning.slice(0, resources.cpus) }),
    };
  },
  port: async (description) => {
    const port = await freePort(description.name);
    // QEMU does not report which of its two ports is taken. If another VNC port does not help, it is the websocket's.
    const websocket = description.vnc.websocket && description.vnc.port === undefined;
    log.warn("the VNC port is taken: using the next free one", { domain: description.name, port, websocket });
    return { ...description, vnc: { ...description.vnc, port, websocket } };
  },
  pinning: ({ pinning, within, ...description }) => {
    const cores = String(pinning ?? within);
    log.warn("the host does not allow CPU pinning: starting the VM without it", { domain: description.name, cores });
    return description;
  },
  websocket: (description) => {
    log.warn("no port is free for the VNC websocket: starting the VM without it", { domain: description.name });
    return { ...description, vnc: { ...description.vnc, websocket: false } };
  },
  silence: (description) => {
    log.warn("QEMU exited without a message: starting it again", { domain: description.name });
    return description;
  },
};

async function freePort(domain: string): Promise<number> {
  const port = await getPort({ port: portNumbers(vncPortRange.from, vncPortRange.to), host: "127.0.0.1" });
  // get-port returns a port outside of the range when the whole range is taken.
  if (port >= vncPortRange.from) return port;
  throw noPort(domain);
}

function noPort(domain: string, cause?: unknown): PortError {
  return new PortError({
    headline: "no port is free for the VNC server",
    facts: { domain, ...vncPortRange },
    next: "end programs that use ports on 127.0.0.1 (ss -ltnp), then try again",
    cause,
  });
}

function exhausted(failure: StartFailure, { name, resources }: DomainDescription, cause: LibvirtError): Error {
  if (failure === "port") return noPort(name, cause);
  if (failure !== "resources") return cause;
  return new ResourceError({
    headline: "the host does not have enough memory or CPUs for the VM, even after three reductions",
    facts: { domain: name, memoryMiB: resources.memory, cpus: resources.cpus },
    output: describeThrown(cause),
    next: "end other programs or VMs, or request less with the options memory (MiB) and cpus",
    cause,
  });
}
