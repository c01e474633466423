// Starts the domain of a VM. Does not wait for the guest.
import type { Deadline } from "../base/time/deadline.ts";
import { poll } from "../base/time/poll.ts";
import { abandon } from "../domain/abandoned.ts";
import { endDiskUsers } from "../domain/disk-users.ts";
import { createOverlay } from "../domain/overlay.ts";
import { startDomain } from "../domain/start-domain.ts";
import { createRunFolder } from "../host/run-folder.ts";
import { requireStandalone } from "../images/inspect/references.ts";
import type { Connection } from "../libvirt/connection.ts";
import { type VncPorts, vncPorts } from "../libvirt/live-xml.ts";
import { Machine } from "../machine/machine.ts";
import { whileStarting } from "../readiness/alive.ts";
import type { PreparedHost } from "./prepare-host.ts";
import type { WarmState } from "./warm/store.ts";

/** Milliseconds between two checks for the ports of a started domain. */
const portPollMs = 50;

/** Starts the domain: to boot from its disk or, for a saved state, paused with empty memory. */
export async function powerOn(host: PreparedHost, deadline: Deadline, state?: WarmState): Promise<Machine> {
  const { request, resources, connection, plan } = host;
  const folder = await createRunFolder(request.name);
  const disk = "file" in request.disk ? request.disk.file : folder.overlay;
  let mayLive = false;
  const remove = async (current: Connection): Promise<void> => {
    if (mayLive) await endDiskUsers(current, request.name, disk);
    await folder[Symbol.asyncDispose]();
  };
  resources.defer("overlay", async () => {
    try {
      await remove(connection);
    } catch (error) {
      abandon(folder.owner, connection.uri, remove);
      throw error;
    }
  });
  if (state) await createOverlay(state.diskFile, folder.overlay, deadline.signal, state.baseFile);
  else if ("backingFile" in request.disk) {
    await createOverlay(request.disk.backingFile, folder.overlay, deadline.signal);
  } else await requireStandalone(request.disk.file);
  mayLive = true;
  using watch = whileStarting(request.name, disk, deadline);
  const wanted = {
    ...plan,
    disk,
    serialLog: folder.serialLog,
    owner: folder.owner,
    incoming: state !== undefined,
  };
  const { domain, description } = await startDomain(connection, wanted, watch.deadline.signal);
  resources.use("domain handle", domain);
  resources.defer("domain", async () => {
    // A daemon that has lost its state no longer knows a domain whose QEMU lives.
    const isKnown = (await domain.state()) !== "gone";
    await domain.destroyAndWait();
    mayLive = !isKnown;
  });

  const ports = await poll(deadline, portPollMs, async () => withPort(vncPorts(await domain.xml())));
  return new Machine({
    domain,
    description,
    vncPort: ports.port,
    websocketPort: ports.websocket,
    keyboardLayout: request.options.keyboardLayout,
    guestLayout: state?.manifest.facts.layout ?? request.imageLayout,
    origin: state,
    resources,
  });
}

function withPort(ports: VncPorts): { port: number; websocket: number | undefined } | undefined {
  return ports.port === undefined ? undefined : { port: ports.port, websocket: ports.websocket };
}
