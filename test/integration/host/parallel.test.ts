// VMs of several programs on one host: which waits for which, and which gets its own cores.
import { randomUUID } from "node:crypto";
import { basename } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { execa } from "execa";
import { expect, onTestFinished, test, vi } from "vitest";
import type { Facts } from "../../../src/base/errors.ts";
import type { LogEntry } from "../../../src/base/log.ts";
import { launch } from "../../../src/boot/launch.ts";
import { waitForPlace } from "../../../src/host/place-wait.ts";
import type { Registry } from "../../../src/host/registry.ts";
import { allowedCores } from "../../../src/host/resources.ts";
import type { Machine } from "../../../src/machine/machine.ts";
import { captureLog } from "../../support/captured-log.ts";
import { testConnection, testDirectory } from "../../support/domains.ts";
import { testOutput, tinyRequest } from "../../support/guests/launched.ts";
import { bootSectorImage } from "../../support/guests/tiny-guest.ts";
import type { HeldVm } from "./programs/hold-vm.ts";

type Wanted = Pick<HeldVm, "cpus" | "run">;

const path = fileURLToPath(new URL("./programs/hold-vm.ts", import.meta.url));
const timeout = 120_000;

interface Holder {
  readonly pid: number | undefined;
  /** Resolves with the facts of the first log entry that starts with the text. */
  says(message: string): Promise<Facts>;
  /** Sends SIGKILL. */
  kill(): Promise<void>;
  /** Lets it remove its VM and exit. */
  end(): Promise<void>;
}

/** A registry for one test: other VMs on this machine do not count. */
async function testRegistry(cores: readonly number[]): Promise<Registry> {
  return { directory: await testDirectory(), cores };
}

/** Part of the names of a test's domains, since those are shared by the whole host. */
function idOf({ directory }: Registry): string {
  return basename(directory).slice(-6).toLowerCase();
}

interface TestHost {
  readonly name: (which: string) => string;
  readonly holdVm: (which: string, vm: Wanted) => Promise<Holder>;
}

/** A host with two cores for one test. */
async function testHost(): Promise<TestHost> {
  const registry = await testRegistry(allowedCores().slice(0, 2));
  const name = (which: string): string => `demo-parallel-${which}-${idOf(registry)}`;
  return { name, holdVm: (which, vm) => holdVm({ ...vm, name: name(which), registry }) };
}

/** Starts a program that launches a VM and keeps it. */
async function holdVm(vm: Omit<HeldVm, "backingFile" | "directory">): Promise<Holder> {
  const held: HeldVm = { ...vm, backingFile: await bootSectorImage(), directory: await testDirectory() };
  const child = execa(process.execPath, [path, JSON.stringify(held)], { reject: false, stdin: "pipe" });
  const said: { message: string; facts: Facts }[] = [];
  const reading = (async () => {
    for await (const line of child) said.push(JSON.parse(line));
  })();
  const kill = async (): Promise<void> => {
    child.kill("SIGKILL");
    await child;
    await reading;
  };
  onTestFinished(kill);
  const find = (message: string): Facts | undefined => said.find((line) => line.message.startsWith(message))?.facts;
  return {
    pid: child.pid,
    kill,
    end: async () => {
      child.stdin.end();
      await child;
    },
    says: async (message) => {
      await expect.poll(() => find(message), { timeout, message: `${vm.name}: ${message}` }).toBeDefined();
      return find(message) ?? {};
    },
  };
}

/** Where libvirt lets the domain's virtual CPUs run: `vcpu` to `core`, or all of them on a set of cores. */
async function placement(name: string): Promise<{ pinned: readonly string[]; within: string | undefined }> {
  const connection = await testConnection();
  const domain = await connection.findDomain(name);
  if (domain === undefined) throw new Error(`no domain ${name}`);
  const xml = await domain.xml();
  const pinned = [...xml.matchAll(/<vcpupin [^>]*cpuset='([^']*)'/g)].map(([, core = ""]) => core);
  return { pinned, within: /<vcpu [^>]*cpuset='([^']*)'/.exec(xml)?.[1] };
}

const anywhere = { pinned: [], within: undefined };

test("the boot's time limit does not run while a VM waits", async () => {
  const log = captureLog();
  const registry = await testRegistry(allowedCores().slice(0, 1));
  const host = { cpus: 1, memory: 1024 };
  await using before = await waitForPlace({ name: "before", host, wanted: host, registry, program: "another" });
  const bootTimeout = 15_000;
  const request = tinyRequest(await testOutput(), {
    name: `demo-parallel-${idOf(registry)}`,
    backingFile: await bootSectorImage(),
    readiness: { guestAgent: false, session: undefined },
    options: { bootTimeout },
    registry,
  });
  const launching = launch(request);
  // Waits longer than the limit, to show that nothing happens.
  await delay(bootTimeout + 1000);
  expect(log.map(({ message }) => message)).toEqual(["waiting for a VM slot: other VMs use the host's cores"]);
  await before[Symbol.asyncDispose]();
  await using machine = await launching;
  expect(await machine.domain.state()).toBe("running");
});

test("DEMOTOOL_MAX_VMS limits a program without Vitest", async () => {
  const log = captureLog();
  vi.stubEnv("DEMOTOOL_MAX_VMS", "1");
  onTestFinished(() => void vi.unstubAllEnvs());
  const registry = await testRegistry(allowedCores());
  const backingFile = await bootSectorImage();
  const readiness = { guestAgent: false, session: undefined } as const;
  const output = await testOutput();
  const start = (name: string): Promise<Machine> =>
    launch({ ...tinyRequest(output, { name, backingFile, readiness }), registry });
  await using first = await start("demo-parallel-one");
  const second = start("demo-parallel-two");
  const waits = (): LogEntry | undefined =>
    log.find(({ message }) => message.startsWith("waiting for a VM slot: this run"));
  await expect.poll(waits, { timeout }).toMatchObject({ level: "warn", facts: { maxVms: 1, vm: "demo-parallel-one" } });
  await first[Symbol.asyncDispose]();
  await using machine = await second;
  expect(await machine.domain.state()).toBe("running");
});

test("a run gets its number of VMs on a host with fewer cores, and a killed one makes room", async () => {
  const { name, holdVm } = await testHost();
  // Each of them asks for all cores.
  const wanted = { cpus: 2, run: { id: randomUUID(), maxVms: 2 } };
  const first = await holdVm("first", wanted);
  const second = await holdVm("second", wanted);
  await Promise.all([first.says("ready"), second.says("ready")]);
  for (const which of ["first", "second"]) expect(await placement(name(which))).toEqual(anywhere);

  const third = await holdVm("third", wanted);
  const facts = await third.says("waiting for a VM slot: this run has reached its limit of VMs");
  expect(facts).toMatchObject({ domain: name("third"), maxVms: 2 });
  expect([
    [first.pid, name("first")],
    [second.pid, name("second")],
  ]).toContainEqual([facts.holder, facts.vm]);
  await first.kill();
  await third.says("ready");
  expect(await placement(name("third"))).toEqual(anywhere);
  await Promise.all([second.end(), third.end()]);
});

test("a pinned VM keeps its core beside sharing VMs, and killing one keeps the order of the queue", async () => {
  const { name, holdVm } = await testHost();
  const run = { id: randomUUID(), maxVms: 4 };
  const own = await holdVm("own", { cpus: 1 });
  await own.says("ready");
  const { pinned } = await placement(name("own"));
  expect(pinned).toHaveLength(1);

  const large = await holdVm("large", { cpus: 2 });
  expect(await large.says("waiting for a VM slot: other VMs use the host's cores")).toMatchObject({
    holder: own.pid,
    vm: name("own"),
  });
  // It would fit, but queues behind the earlier one until that is killed.
  const sharing = await holdVm("sharing", { cpus: 1, run });
  const turn = "waiting for a VM slot: another VM is ahead of it";
  expect(await sharing.says(turn)).toMatchObject({ holder: large.pid, vm: name("large") });
  await large.kill();
  await sharing.says("ready");
  const placed = await placement(name("sharing"));
  expect(placed).toEqual({ pinned: [], within: expect.stringMatching(/^\d+$/) });
  expect(pinned).not.toContain(placed.within);

  await own.kill();
  const next = await holdVm("next", { cpus: 1 });
  await next.says("ready");
  expect(await placement(name("next"))).toEqual(anywhere);
  await Promise.all([sharing.end(), next.end()]);
});
