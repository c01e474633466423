import { XMLParser } from "fast-xml-parser";
import { expect, test } from "vitest";
import { type DomainDescription, domainXml } from "../../../src/domain/domain-xml.ts";

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

function parsed(changes: Partial<DomainDescription> = {}) {
  const parser = new XMLParser({ ignoreAttributes: false, attributeNamePrefix: "@", parseAttributeValue: false });
  return parser.parse(domainXml({ ...description, ...changes })).domain;
}

test("defines the devices of the specification", () => {
  const { devices } = parsed();
  expect(devices.disk.target).toEqual({ "@dev": "vda", "@bus": "virtio" });
  expect(devices.interface["@type"]).toBe("user");
  expect(devices.interface.model["@type"]).toBe("virtio");
  expect(devices.memballoon["@model"]).toBe("none");
  expect(devices.video.model.resolution).toEqual({ "@x": "1280", "@y": "800" });
  const channels = devices.channel.map(({ target }: { target: Record<string, string> }) => target["@name"]);
  expect(channels).toEqual(["org.qemu.guest_agent.0", "org.demotool.copy.0"]);
  expect(devices.input.map((input: Record<string, string>) => input["@type"])).toEqual(["tablet", "keyboard"]);
  expect(devices.rng.backend["#text"]).toBe("/dev/urandom");
});

test("emulation gets the most capable CPU model, KVM the host's", () => {
  expect([parsed()["@type"], parsed().cpu["@mode"]]).toEqual(["qemu", "maximum"]);
  const kvm = parsed({ accelerator: "kvm" });
  expect([kvm["@type"], kvm.cpu["@mode"]]).toEqual(["kvm", "host-passthrough"]);
});

test("libvirt picks the VNC port by default; VNC listens on 127.0.0.1 with a password", () => {
  const { graphics } = parsed().devices;
  expect(graphics).toMatchObject({ "@autoport": "yes", "@passwd": "secret", "@websocket": "-1" });
  expect(graphics.listen["@address"]).toBe("127.0.0.1");
  const given = parsed({ vnc: { password: "secret", port: 5950, websocket: false } }).devices.graphics;
  expect(given).toMatchObject({ "@autoport": "no", "@port": "5950" });
  expect(given["@websocket"]).toBeUndefined();
});

test("pins each virtual CPU to its core", () => {
  expect(parsed().cputune).toBeUndefined();
  expect(parsed({ pinning: [4, 6] }).cputune.vcpupin).toEqual([
    { "@vcpu": "0", "@cpuset": "4" },
    { "@vcpu": "1", "@cpuset": "6" },
  ]);
});

test("sets the QEMU user only for root", () => {
  expect(parsed().seclabel).toBeUndefined();
  expect(parsed({ asRoot: true }).seclabel.label).toBe("+0:+0");
});

test("escapes XML in a path", () => {
  const disk = `/home/a&b/<x> "y" 'z'/overlay.qcow2`;
  expect(parsed({ disk }).devices.disk.source["@file"]).toBe(disk);
});

test("QEMU leaves a millisecond between two keys", () => {
  const domain = parsed();
  expect(domain["@xmlns:qemu"]).toBe("http://libvirt.org/schemas/domain/qemu/1.0");
  expect(domain["qemu:commandline"]["qemu:arg"]).toEqual([
    { "@value": "-set" },
    { "@value": "vnc.default.key-delay-ms=1" },
  ]);
});
