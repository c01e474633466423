// Starts a VM's domain on a disk of its own, and hands it over before its guest is ready.
import type { Deadline } from "../base/time/deadline.ts";
import { poll } from "../base/time/poll.ts";
import { destroyDomain } from "../domain/destroy.ts";
import { createOverlay } from "../domain/overlay.ts";
import { startDomain } from "../domain/start-domain.ts";
import { createRunFolder } from "../host/run-folder.ts";
import { type VncPorts, vncPorts } from "../libvirt/live-xml.ts";
import { Machine } from "../machine/machine.ts";
import type { PreparedHost } from "./prepare-host.ts";
import type { WarmState } from "./warm/store.ts";

/** Starts the VM to boot from its disk or, with a saved state, paused and without anything in it. */
export async function powerOn(ground: PreparedHost, deadline: Deadline, state?: WarmState): Promise<Machine> {
  const { request, resources, connection, plan } = ground;
  const folder = resources.use("overlay", await createRunFolder(request.name));
  if (state) await createOverlay(state.diskFile, folder.overlay, deadline.signal, state.baseFile);
  else if ("backingFile" in request.disk) {
    await createOverlay(request.disk.backingFile, folder.overlay, deadline.signal);
  }
  const { domain, description } = await startDomain(connection, {
    ...plan,
    disk: "file" in request.disk ? request.disk.file : folder.overlay,
    serialLog: folder.serialLog,
    incoming: state !== undefined,
  });
  resources.use("domain handle", domain);
  resources.defer("domain", () => destroyDomain(domain));

  const ports = await poll(deadline, 0.05, async () => withPort(vncPorts(await domain.xml())));
  return new Machine({
    domain,
    description,
    vncPort: ports.port,
    websocketPort: ports.websocket,
    keyboardLayout: request.options.keyboardLayout,
    origin: state,
    resources,
  });
}

function withPort(ports: VncPorts): { port: number; websocket: number | undefined } | undefined {
  return ports.port === undefined ? undefined : { port: ports.port, websocket: ports.websocket };
}
