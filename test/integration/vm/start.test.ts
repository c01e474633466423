import { chmod, readFile, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import type { Connection } from "../../../src/libvirt/connection.ts";
import { LibvirtError } from "../../../src/libvirt/errors.ts";
import type { DomainDescription } from "../../../src/vm/domain-xml.ts";
import { ResourceError } from "../../../src/vm/errors.ts";
import { vncPorts } from "../../../src/vm/live-xml.ts";
import { type Started, startDomain } from "../../../src/vm/start.ts";
import { captureLog } from "../../support/captured-log.ts";
import { testConnection, testDirectory, tinyDescription } from "../../support/domains.ts";

async function started(connection: Connection, description: DomainDescription): Promise<Started> {
  const result = await startDomain(connection, description);
  onTestFinished(() => result.domain.destroy());
  return result;
}

/** QEMU behind a shell script, to put guests into the surroundings that a test needs; libvirt's probes run as ever. */
async function emulatorBehind(lines: string, emulator: string): Promise<string> {
  const script = join(await testDirectory(), "qemu-system-x86_64");
  await writeFile(script, `#!/bin/sh\ncase "$*" in *guest=*)\n${lines}\n;; esac\nexec ${emulator} "$@"\n`);
  await chmod(script, 0o755);
  return script;
}

test("a domain starts as described, with ports that libvirt picked", async () => {
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

test("when the automatic VNC port is taken after all, the next free one serves", async () => {
  const log = captureLog();
  const connection = await testConnection();
  const wanted = await tinyDescription(connection, "demo-start-port");
  const directory = await testDirectory();
  await chmod(directory, 0o777);
  const taken = join(directory, "taken");
  // Between libvirt's choice of a port and QEMU's listening on it, somebody else takes it: once.
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

test("too little address space: a quarter less until it fits, each step logged", async () => {
  const log = captureLog();
  const connection = await testConnection();
  const wanted = await tinyDescription(connection, "demo-start-memory");
  const emulator = await emulatorBehind(`ulimit -v ${11.5 * 2 ** 20}`, wanted.emulator);
  const resources = { cpus: 4, memory: 16_384 };
  const { description } = await started(connection, { ...wanted, emulator, resources });
  const steps = log.filter(({ message }) => message === "starting the VM with a quarter less of memory and CPUs");
  // 16 and 12 GiB do not fit below 11.5, and 9 do, with what QEMU needs for itself.
  expect(steps.map(({ facts }) => [facts.memoryMiB, facts.cpus])).toEqual([
    [12_288, 3],
    [9216, 2],
  ]);
  expect(description.resources).toEqual({ cpus: 2, memory: 9216 });
});

test("after three reductions it ends in an error that says what to do", async () => {
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

test("refused pinning costs one warning", async () => {
  const log = captureLog();
  const connection = await testConnection();
  const wanted = await tinyDescription(connection, "demo-start-pinning");
  const { domain } = await started(connection, { ...wanted, pinning: [63] });
  expect(await domain.state()).toBe("running");
  expect(log.filter(({ level }) => level === "warn").map(({ message }) => message)).toEqual([
    "the host refuses CPU pinning: going on without",
  ]);
});

test("a failure without a fallback is logged with its source and thrown", async () => {
  const log = captureLog();
  const connection = await testConnection();
  const wanted = await tinyDescription(connection, "demo-start-broken");
  const start = started(connection, { ...wanted, disk: "/nonexistent/disk.qcow2" });
  await expect(start).rejects.toThrow(LibvirtError);
  expect(log).toMatchObject([{ level: "error", source: expect.stringMatching(/^src\/vm\/start\.ts:\d+$/) }]);
});
