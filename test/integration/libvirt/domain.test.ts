// Domains on real QEMU.
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { run } from "../../../src/base/process.ts";
import { connect } from "../../../src/libvirt/connection.ts";
import { isAgentUnresponsive, isOperationInvalid } from "../../../src/libvirt/errors.ts";
import { agentChannel, qemuUri, smallDomainXml, uniqueName } from "./small-domain.ts";

test("a connection tells QEMU's version and what it can emulate", async () => {
  await using connection = await connect(qemuUri);
  expect(await connection.driver()).toBe("QEMU");
  expect(await connection.hypervisorVersion()).toMatch(/^[1-9]\d*\.\d+\.\d+$/);
  const capabilities = await connection.domainCapabilities({ virtType: "qemu", architecture: "x86_64" });
  expect(capabilities).toContain("<domain>qemu</domain>");
});

test("a transient domain starts paused, resumes, pauses, and is gone after destroy", async () => {
  await using connection = await connect(qemuUri);
  const name = uniqueName();
  const domain = await connection.createDomain(smallDomainXml(name), { autodestroy: true, paused: true });
  expect(await domain.state()).toBe("paused");
  await domain.resume();
  expect(await domain.state()).toBe("running");
  expect(await domain.info()).toMatchObject({ memoryKiB: 65_536, cpus: 1 });
  expect((await connection.listDomains()).map((each) => each.uuid)).toContain(domain.uuid);
  await domain.suspend();
  expect(await domain.state()).toBe("paused");
  await domain.destroy();
  await domain.destroy();
  expect(await domain.state()).toBe("gone");
  expect(await connection.findDomain(name)).toBeUndefined();
  expect(await connection.close()).toBe(0);
});

test("the monitor answers, and tells its errors as an answer", async () => {
  await using connection = await connect(qemuUri);
  const domain = await connection.createDomain(smallDomainXml(uniqueName()), { autodestroy: true });
  const status = JSON.parse(await domain.monitorCommand('{"execute":"query-status"}'));
  expect(status.return).toMatchObject({ running: true });
  const refusal = JSON.parse(await domain.monitorCommand('{"execute":"no-such-command"}'));
  expect(refusal.error).toMatchObject({ class: "CommandNotFound" });
  await domain.destroy();
});

test("passwords are in the XML only when asked for", async () => {
  await using connection = await connect(qemuUri);
  const devices = "<graphics type='vnc' autoport='yes' listen='127.0.0.1' passwd='geheim'/>";
  const domain = await connection.createDomain(smallDomainXml(uniqueName(), { devices }), { autodestroy: true });
  expect(await domain.xml()).not.toContain("geheim");
  expect(await domain.xml({ secure: true })).toContain("passwd='geheim'");
  await domain.destroy();
});

test("an agent that has not opened its channel is unresponsive at once", async () => {
  await using connection = await connect(qemuUri);
  const xml = smallDomainXml(uniqueName(), { devices: agentChannel });
  const domain = await connection.createDomain(xml, { autodestroy: true });
  const error = await domain.agentCommand('{"execute":"guest-ping"}', 5).catch((thrown: unknown) => thrown);
  expect(isAgentUnresponsive(error)).toBe(true);
  await domain.destroy();
});

test("a start that fails says what QEMU said, and leaves no domain", async () => {
  await using connection = await connect(qemuUri);
  const name = uniqueName();
  const xml = smallDomainXml(name, { memoryMiB: 4_000_000 });
  const error = await connection.createDomain(xml, { autodestroy: true }).catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({
    code: "LIBVIRT",
    libvirtMessage: expect.stringContaining("cannot set up guest memory"),
    next: expect.stringContaining(`${name}.log`),
    facts: { domain: name, source: expect.stringMatching(/domain\.test\.ts:\d+$/) },
  });
  expect(await connection.findDomain(name)).toBeUndefined();
});

test("a defined domain that is off is found, listed, and undefined", async () => {
  await using connection = await connect(qemuUri);
  const name = uniqueName();
  await define(smallDomainXml(name));
  const domain = await connection.findDomain(name);
  expect(await domain?.state()).toBe("shutoff");
  expect((await connection.listDomains()).map((each) => each.name)).toContain(name);
  expect(await domain?.metadata("https://example.org/demotool")).toContain("1 2 3");
  const refusal = await domain?.suspend().catch((thrown: unknown) => thrown);
  expect(isOperationInvalid(refusal)).toBe(true);
  await domain?.destroy();
  await domain?.shutdown();
  await domain?.undefine();
  await domain?.undefine();
  expect(await connection.findDomain(name)).toBeUndefined();
});

/** demotool itself never defines a domain, so libvirt's own client does. */
async function define(xml: string): Promise<void> {
  const directory = await mkdtemp(join(tmpdir(), "demotool-define-"));
  try {
    const path = join(directory, "domain.xml");
    await writeFile(path, xml);
    await run("virsh", ["-c", qemuUri, "define", path], { timeout: 60 });
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}
