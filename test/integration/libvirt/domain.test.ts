// Domains on real QEMU.
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { run } from "../../../src/base/process/process.ts";
import { connect } from "../../../src/libvirt/connection.ts";
import { isAgentUnresponsive } from "../../../src/libvirt/errors.ts";
import { agentChannel, qemuUri, smallDomainXml, uniqueName } from "./small-domain.ts";

test("a connection reports what it can emulate", async () => {
  await using connection = await connect(qemuUri);
  expect(await connection.domainCapabilities()).toMatch(/<path>\/.*qemu.*<\/path>/);
});

test("a transient domain starts, is listed, and is gone after destroy", async () => {
  await using connection = await connect(qemuUri);
  const name = uniqueName();
  const domain = await connection.createDomain(smallDomainXml(name), { autodestroy: true });
  expect(await domain.state()).toBe("running");
  // The domain's memory is part of its process's.
  expect(await domain.residentMemory()).toBeGreaterThan(5);
  expect(await domain.residentMemory()).toBeLessThan(1000);
  expect((await connection.listDomains()).map((each) => each.uuid)).toContain(domain.uuid);
  await domain.destroy();
  await domain.destroy();
  expect(await domain.state()).toBe("gone");
  await domain.shutdown();
  expect(await connection.findDomain(name)).toBeUndefined();
  expect(await connection.close()).toBe(0);
});

test("a connection reports the versions of QEMU and libvirt", async () => {
  await using connection = await connect(qemuUri);
  const { hypervisor, libvirt } = await connection.versions();
  const { stdout } = await run("virsh", ["-c", qemuUri, "version", "--daemon"], { timeout: 60_000 });
  expect(stdout).toContain(`QEMU ${dotted(hypervisor)}\n`);
  expect(stdout).toContain(`against daemon: ${dotted(libvirt)}\n`);
});

test("a paused domain runs once resumed, and QEMU answers commands", async () => {
  await using connection = await connect(qemuUri);
  const domain = await connection.createDomain(smallDomainXml(uniqueName()), { autodestroy: true, paused: true });
  expect(await domain.state()).toBe("paused");
  expect(await domain.monitorCommand("query-status")).toMatchObject({ running: false });
  await domain.resume();
  expect(await domain.state()).toBe("running");
  expect(await domain.monitorCommand("query-status")).toMatchObject({ running: true, status: "running" });
  await expect(domain.monitorCommand("device_del", { id: "no-such" })).rejects.toMatchObject({
    code: "LIBVIRT",
    headline: expect.stringMatching(/QEMU rejected device_del: .*no-such/),
    facts: { source: expect.stringMatching(/domain\.test\.ts:\d+$/) },
  });
  await domain.destroy();
});

test("the XML contains no passwords", async () => {
  await using connection = await connect(qemuUri);
  const devices = "<graphics type='vnc' autoport='yes' listen='127.0.0.1' passwd='geheim'/>";
  const domain = await connection.createDomain(smallDomainXml(uniqueName(), { devices }), { autodestroy: true });
  const xml = await domain.xml();
  expect(xml).toContain("type='vnc'");
  expect(xml).not.toContain("geheim");
  await domain.destroy();
});

test("an agent that has not opened its channel is unresponsive at once", async () => {
  await using connection = await connect(qemuUri);
  const xml = smallDomainXml(uniqueName(), { devices: agentChannel });
  const domain = await connection.createDomain(xml, { autodestroy: true });
  const error = await domain.agentCommand('{"execute":"guest-ping"}', 5000).catch((thrown: unknown) => thrown);
  expect(isAgentUnresponsive(error)).toBe(true);
  await domain.destroy();
});

test("a failed start reports QEMU's message and leaves no domain", async () => {
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

test("a defined domain that is off is found and listed, and stays", async () => {
  await using connection = await connect(qemuUri);
  const name = uniqueName();
  await define(smallDomainXml(name));
  onTestFinished(() => virsh("undefine", name));
  const domain = await connection.findDomain(name);
  expect(await domain?.state()).toBe("shutoff");
  expect((await connection.listDomains()).map((each) => each.name)).toContain(name);
  expect(await domain?.metadata("https://example.org/demotool")).toContain("1 2 3");
  await domain?.destroy();
  await domain?.shutdown();
  expect(await domain?.state()).toBe("shutoff");
});

/** demotool itself never defines a domain, so libvirt's own client does. */
async function define(xml: string): Promise<void> {
  const directory = await mkdtemp(join(tmpdir(), "demotool-define-"));
  try {
    const path = join(directory, "domain.xml");
    await writeFile(path, xml);
    await virsh("define", path);
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

async function virsh(...words: readonly string[]): Promise<void> {
  await run("virsh", ["-c", qemuUri, ...words], { timeout: 60_000 });
}

/** libvirt's version numbers: 1,000,000 * major + 1000 * minor + release. */
function dotted(version: number): string {
  return [version / 1_000_000, (version / 1000) % 1000, version % 1000].map(Math.floor).join(".");
}
