import { chmod, readFile, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { type DomainDescription, domainXml } from "../../../src/domain/domain-xml.ts";
import { PortError, ResourceError } from "../../../src/domain/errors.ts";
import { type Started, startDomain } from "../../../src/domain/start-domain.ts";
import type { Connection } from "../../../src/libvirt/connection.ts";
import { LibvirtError } from "../../../src/libvirt/errors.ts";
import { vncPorts } from "../../../src/libvirt/live-xml.ts";
import { captureLog } from "../../support/captured-log.ts";
import { testConnection, testDirectory, tinyDescription } from "../../support/domains.ts";
import { leftoverRunFolder } from "../../support/leftovers.ts";

async function started(connection: Connection, description: DomainDescription): Promise<Started> {
  const result = await startDomain(connection, description);
  onTestFinished(() => result.domain.destroy());
  return result;
}

/** QEMU behind a shell script that simulates a host's state for guests; libvirt's probes run unchanged. */
async function emulatorBehind(lines: string, emulator: string): Promise<string> {
  const script = join(await testDirectory(), "qemu-system-x86_64");
  await writeFile(script, `#!/bin/sh\ncase "$*" in *guest=*)\n${lines}\n;; esac\nexec ${emulator} "$@"\n`);
  await chmod(script, 0o755);
  return script;
}

test("a domain starts as described, with ports chosen by libvirt", async () => {
  const log = captureLog();
  const connection = await testConnection();
  const { domain, description } = await started(connection, await tinyDescription(connection, "demo-start-plain"));
  expect(await domain.state()).toBe("running");
  const ports = vncPorts(await domain.xml());
  expect(ports.port).toBeGreaterThanOrEqual(5900);
  expect(ports.websocket).toBeGreaterThan(0);
  expect(description.vnc.port).toBeUndefined();
  expect(log.filter(({ level }) => level === "warn" || level === "error")).toEqual([]);
});

test("uses the next free VNC port when the automatic one is taken", async () => {
  const log = captureLog();
  const connection = await testConnection();
  const wanted = await tinyDescription(connection, "demo-start-port");
  const directory = await testDirectory();
  await chmod(directory, 0o777);
  const taken = join(directory, "taken");
  // Between libvirt's choice of a port and QEMU's listening on it, another process takes it once.
  const thief = `
port=$(echo "$*" | sed -n 's/.*-vnc 127.0.0.1:\\([0-9]*\\).*/\\1/p')
if [ -n "$port" ] && [ ! -e ${taken} ]; then
  ${process.execPath} -e 'require("net").createServer().listen(5900 + Number(process.argv[1]), "127.0.0.1", () =>
    require("fs").writeFileSync(process.argv[2], String(process.pid)))' "$port" ${taken} </dev/null >/dev/null 2>&1 &
  while [ ! -s ${taken} ]; do sleep 0.05; done
fi`;
  const emulator = await emulatorBehind(thief, wanted.emulator);
  const { domain } = await started(connection, { ...wanted, emulator });
  process.kill(Number(await readFile(taken, "utf8")));
  const fallback = log.find(({ message }) => message === "the VNC port is taken: using the next free one");
  expect(fallback?.facts.port).toBe(vncPorts(await domain.xml()).port);
});

test("a fixed port that is taken falls back too", async () => {
  const log = captureLog();
  const connection = await testConnection();
  const server = createServer().listen(5999, "127.0.0.1");
  onTestFinished(() => void server.close());
  const wanted = await tinyDescription(connection, "demo-start-fixed-port");
  const { domain } = await started(connection, { ...wanted, vnc: { ...wanted.vnc, port: 5999 } });
  expect(vncPorts(await domain.xml()).port).not.toBe(5999);
  expect(log.map(({ message }) => message)).toContain("the VNC port is taken: using the next free one");
});

test("a port that libvirt holds for another VM falls back too", async () => {
  const log = captureLog();
  const connection = await testConnection();
  const first = await tinyDescription(connection, "demo-start-first-port");
  const { domain } = await started(connection, first);
  const { port } = vncPorts(await domain.xml());
  if (port === undefined) throw new Error("no VNC port");
  const wanted = await tinyDescription(connection, "demo-start-second-port");
  const second = await started(connection, { ...wanted, vnc: { ...wanted.vnc, port } });
  expect(vncPorts(await second.domain.xml()).port).not.toBe(port);
  expect(log.map(({ message }) => message)).toContain("the VNC port is taken: using the next free one");
});

/** A program in place of QEMU that fails with the given message for guests whose arguments contain `part`. */
async function refusing(part: string, words: string, emulator: string): Promise<string> {
  // QEMU opens its ports after libvirt has connected to its monitor.
  return emulatorBehind(`case "$*" in *${part}*) sleep 1; echo "${words}" >&2; exit 1;; esac`, emulator);
}

const portTaken = "qemu-system-x86_64: -vnc: Failed to find an available port: Address already in use";

test("a port that is never free ends in an error that says so", async () => {
  const log = captureLog();
  const connection = await testConnection();
  const wanted = await tinyDescription(connection, "demo-start-no-port");
  const emulator = await refusing("-vnc", portTaken, wanted.emulator);
  const start = started(connection, { ...wanted, emulator });
  await expect(start).rejects.toThrow(PortError);
  await expect(start).rejects.toMatchObject({ code: "PORT", next: expect.stringContaining("ss -ltnp") });
  expect(log.filter(({ message }) => message.startsWith("the VNC port is taken"))).toHaveLength(5);
  expect(await connection.findDomain(wanted.name)).toBeUndefined();
});

test("omits the websocket where another VNC port does not help", async () => {
  const log = captureLog();
  const connection = await testConnection();
  const wanted = await tinyDescription(connection, "demo-start-websocket-port");
  const emulator = await refusing("websocket=", portTaken, wanted.emulator);
  const { domain, description } = await started(connection, { ...wanted, emulator });
  expect(description.vnc.websocket).toBe(false);
  expect(vncPorts(await domain.xml())).toMatchObject({ port: description.vnc.port, websocket: undefined });
  const fallbacks = log.filter(({ message }) => message.startsWith("the VNC port is taken"));
  expect(fallbacks.map(({ facts }) => facts.websocket)).toEqual([true, false]);
});

test("omits the websocket where libvirt has no port for it", async () => {
  const log = captureLog();
  const connection = await testConnection();
  const wanted = await tinyDescription(connection, "demo-start-no-websocket");
  const words = "Unable to find an unused port in range 'WebSocket' (5700-65535)";
  const emulator = await refusing("websocket=", words, wanted.emulator);
  const { domain } = await started(connection, { ...wanted, emulator });
  expect(vncPorts(await domain.xml()).websocket).toBeUndefined();
  expect(log.filter(({ level }) => level === "warn")).toMatchObject([
    { message: "no port is free for the VNC websocket: starting the VM without it" },
  ]);
});

test("of two concurrent starts of one name, one succeeds and the other learns the owner", async () => {
  captureLog();
  const connection = await testConnection();
  const descriptions = [1, 2].map(() => tinyDescription(connection, "demo-start-twice"));
  const starts = await Promise.allSettled(
    (await Promise.all(descriptions)).map((description) => started(connection, description)),
  );
  expect(starts.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
  expect(starts.find(({ status }) => status === "rejected")).toMatchObject({
    reason: { code: "DOMAIN_EXISTS", facts: { ownerProcessId: process.pid } },
  });
});

test("a dead run's domain with the same name is removed", async () => {
  captureLog();
  const connection = await testConnection();
  const name = "demo-start-leftover";
  const owner = await leftoverRunFolder(name);
  const leftover = await connection.createDomain(domainXml({ ...(await tinyDescription(connection, name)), owner }));
  onTestFinished(() => leftover.destroy());
  const { domain } = await started(connection, await tinyDescription(connection, name));
  expect(await domain.state()).toBe("running");
  expect(await leftover.state()).toBe("gone");
});

test("with too little address space, reduces memory by a quarter until it fits, and logs each step", async () => {
  const log = captureLog();
  const connection = await testConnection();
  const wanted = await tinyDescription(connection, "demo-start-memory");
  const emulator = await emulatorBehind(`ulimit -v ${11.5 * 2 ** 20}`, wanted.emulator);
  const resources = { cpus: 4, memory: 16_384 };
  const { description } = await started(connection, { ...wanted, emulator, resources });
  const steps = log.filter(({ message }) => message === "starting the VM with a quarter less memory and CPUs");
  // 16 and 12 GiB exceed 11.5; 9 fit, with QEMU's own memory.
  expect(steps.map(({ facts }) => [facts.memoryMiB, facts.cpus])).toEqual([
    [12_288, 3],
    [9216, 2],
  ]);
  expect(description.resources).toEqual({ cpus: 2, memory: 9216 });
});

test("after three reductions it ends in an error with the next step", async () => {
  const log = captureLog();
  const connection = await testConnection();
  const wanted = await tinyDescription(connection, "demo-start-no-memory");
  const emulator = await emulatorBehind(`ulimit -v ${1.5 * 2 ** 20}`, wanted.emulator);
  const start = started(connection, { ...wanted, emulator, resources: { cpus: 1, memory: 8192 } });
  await expect(start).rejects.toThrow(ResourceError);
  await expect(start).rejects.toThrow(/memoryMiB=3456[\s\S]*→ end other programs or VMs/);
  expect(log.filter(({ message }) => message.includes("a quarter less"))).toHaveLength(3);
  expect(await connection.findDomain(wanted.name)).toBeUndefined();
});

test("failed pinning causes one warning", async () => {
  const log = captureLog();
  const connection = await testConnection();
  const wanted = await tinyDescription(connection, "demo-start-pinning");
  const { domain } = await started(connection, { ...wanted, pinning: [63] });
  expect(await domain.state()).toBe("running");
  expect(log.filter(({ level }) => level === "warn").map(({ message }) => message)).toEqual([
    "the host does not allow CPU pinning: starting the VM without it",
  ]);
});

test("a failure without a fallback is logged with its source and thrown", async () => {
  const log = captureLog();
  const connection = await testConnection();
  const wanted = await tinyDescription(connection, "demo-start-broken");
  const start = started(connection, { ...wanted, disk: "/nonexistent/disk.qcow2" });
  await expect(start).rejects.toThrow(LibvirtError);
  expect(log).toMatchObject([
    { level: "error", facts: { source: expect.stringMatching(/^src\/domain\/start-domain\.ts:\d+$/) } },
  ]);
});
