// A guest agent that accepts commands and never answers: the call hangs, everything else continues.
import { expect, test } from "vitest";
import { connect } from "../../../src/libvirt/connection.ts";
import type { Domain } from "../../../src/libvirt/domain.ts";
import { isAgentUnresponsive, isNotFound } from "../../../src/libvirt/errors.ts";
import { tinyLinuxImage } from "../../support/guests/tiny-guest.ts";
import { agentChannel, qemuUri, smallDomainXml, uniqueName } from "./small-domain.ts";

const ping = '{"execute":"guest-ping"}';

// Keeps the agent's port open and sends nothing.
const startup = `
until port=$(grep -ls org.qemu.guest_agent.0 /sys/class/virtio-ports/*/name); do usleep 20000; done
port=\${port%/name}
sleep 100000 <>/dev/\${port##*/} &
`;

async function startMuteGuest(): Promise<{ connection: Awaited<ReturnType<typeof connect>>; domain: Domain }> {
  const image = await tinyLinuxImage({ agent: false, startup });
  const disk = `<disk type='file'><driver name='qemu' type='qcow2'/><source file='${image}'/><target dev='vda' bus='virtio'/><readonly/></disk>`;
  const connection = await connect(qemuUri);
  const xml = smallDomainXml(uniqueName(), { devices: disk + agentChannel, memoryMiB: 192 });
  const domain = await connection.createDomain(xml, { autodestroy: true });
  await expect.poll(() => domain.xml(), { timeout: 60_000, interval: 200 }).toContain("state='connected'");
  return { connection, domain };
}

test("other calls work while an agent call hangs, and each failure has its own error", async () => {
  const { connection, domain } = await startMuteGuest();
  await using _ = connection;
  let hanging = true;
  const agentCall = domain
    .agentCommand(ping, 60_000)
    .catch((thrown: unknown) => thrown)
    .finally(() => {
      hanging = false;
    });
  const refused = await connection.createDomain("<domain").catch((thrown: unknown) => thrown);
  // VIR_ERR_XML_DETAIL
  expect(refused).toMatchObject({ call: "virDomainCreateXML", libvirtCode: 35 });
  expect(await domain.state()).toBe("running");
  expect(hanging).toBe(true);
  await domain.destroy();
  const error = await agentCall;
  expect(error).toMatchObject({ call: "virDomainQemuAgentCommand", facts: { domain: domain.name } });
  expect(isNotFound(error)).toBe(true);
  expect(await domain.state()).toBe("gone");
});

test("an agent that never answers is unresponsive within libvirt's own limit", async () => {
  const { connection, domain } = await startMuteGuest();
  await using _ = connection;
  const error = await domain.agentCommand(ping, 2000).catch((thrown: unknown) => thrown);
  expect(isAgentUnresponsive(error)).toBe(true);
  await domain.destroy();
});
