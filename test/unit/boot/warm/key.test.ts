import { mkdtemp, rm, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { hardwareDigest, hostIdentity, imageIdentity, warmKey } from "../../../../src/boot/warm/key.ts";
import type { DomainDescription } from "../../../../src/domain/domain-xml.ts";
import { otherFacts, someFacts } from "./facts.ts";

test("a key is a directory name, independent of the order of the facts", () => {
  expect(warmKey(someFacts)).toMatch(/^[0-9a-f]{32}$/);
  const { image, host, ...rest } = someFacts;
  expect(warmKey({ host, ...rest, image: { ...image } })).toBe(warmKey(someFacts));
  expect(warmKey(JSON.parse(JSON.stringify(someFacts)))).toBe(warmKey(someFacts));
});

test("each fact changes the key", () => {
  const keys = [someFacts, ...Object.values(otherFacts)].map(warmKey);
  expect(new Set(keys).size).toBe(keys.length);
});

test("options that mean the same have the same key", () => {
  for (const stable of [undefined, {}, { quiet: undefined }, { ignore: [] }, { busyTimeout: undefined, ignore: [] }]) {
    expect(warmKey({ ...someFacts, stable })).toBe(warmKey(someFacts));
  }
  const [clock, mail] = [
    { x: 0, y: 0, width: 10, height: 10 },
    { height: 5, width: 6, y: 7, x: 8 },
  ];
  const keys = [
    { ignore: [clock, mail] },
    { ignore: [mail, clock] },
    { ignore: [mail, clock, mail], quiet: undefined },
  ].map((stable) => warmKey({ ...someFacts, stable }));
  expect(new Set(keys).size).toBe(1);
  expect(warmKey({ ...someFacts, layout: undefined })).toBe(warmKey(someFacts));
  expect(warmKey({ ...someFacts, prepared: undefined })).toBe(warmKey(someFacts));
});

test("an image without a recipe has its own key", () => {
  const { digest: _, ...image } = someFacts.image;
  expect(warmKey({ ...someFacts, image })).not.toBe(warmKey(someFacts));
});

const description: DomainDescription = {
  name: "demo-login",
  emulator: "/usr/bin/qemu-system-x86_64",
  accelerator: "tcg",
  resources: { cpus: 2, memory: 4096 },
  resolution: { width: 1280, height: 800 },
  disk: "/cache/run/overlay.qcow2",
  serialLog: "/cache/run/serial.log",
  owner: "1-2-ab-3",
  vnc: { password: "secret", websocket: true },
  asRoot: false,
};

test.for<[string, Partial<DomainDescription>]>([
  ["its name", { name: "demo-logout" }],
  ["its disk", { disk: "/elsewhere/overlay.qcow2" }],
  ["its log", { serialLog: "/cache/run/serial.log.2" }],
  ["its owner", { owner: "2-2-ab-3" }],
  ["its password", { vnc: { password: "other", websocket: true } }],
  ["its port", { vnc: { password: "secret", port: 5907, websocket: true } }],
  ["its websocket", { vnc: { password: "secret", websocket: false } }],
  ["its cores", { pinning: [2, 3] }],
  ["how it is started", { incoming: true }],
])("%s does not change the hardware digest", ([_what, change]) => {
  expect(hardwareDigest({ ...description, ...change })).toBe(hardwareDigest(description));
});

test.for<[string, Partial<DomainDescription>]>([
  ["CPUs", { resources: { cpus: 1, memory: 4096 } }],
  ["memory", { resources: { cpus: 2, memory: 4095 } }],
  ["screen", { resolution: { width: 1024, height: 768 } }],
  ["accelerator", { accelerator: "kvm" }],
  ["emulator", { emulator: "/opt/qemu" }],
])("changing the %s changes the hardware digest", ([_what, change]) => {
  expect(hardwareDigest({ ...description, ...change })).not.toBe(hardwareDigest(description));
});

test("an image's identity includes its file's size and modification time", async () => {
  const directory = await mkdtemp(join(tmpdir(), "demotool-key-"));
  onTestFinished(() => rm(directory, { recursive: true }));
  const path = join(directory, "image.qcow2");
  await writeFile(path, "one");
  await utimes(path, 1000, 1000);
  const before = await imageIdentity({ name: "debian-12", digest: "d1" }, path);
  expect(before).toEqual({ name: "debian-12", digest: "d1", bytes: 3, written: 1_000_000 });
  await writeFile(path, "two");
  expect(await imageIdentity({ name: "debian-12" }, path)).not.toEqual(before);
});

test("a host's identity is its machine, processor and hypervisor", () => {
  const identity = hostIdentity({ hypervisor: 1, libvirt: 2 } as Parameters<typeof hostIdentity>[0], "/usr/bin/qemu");
  expect(identity).toMatchObject({ qemu: 1, libvirt: 2, emulator: "/usr/bin/qemu" });
  expect(identity.processor).toMatch(/^[0-9a-f]{32}$/);
  expect(identity).toEqual(hostIdentity({ hypervisor: 1, libvirt: 2 }, "/usr/bin/qemu"));
});
