// The domain as libvirt wants it (https://libvirt.org/formatdomain.html): pure, from a typed description.
import { XMLBuilder } from "fast-xml-parser";
import type { Resolution } from "../base/geometry/frame.ts";
import type { Accelerator } from "../host/acceleration.ts";
import type { Placement } from "../host/place-wait.ts";
import type { Resources } from "../host/resources.ts";
import { keySpacingMilliseconds } from "../input/keys/timing.ts";
import { agentChannel, copyChannel } from "../libvirt/live-xml.ts";
import { ownerNamespace } from "./owner-metadata.ts";

/** A VM as it is to be. */
export interface DomainDescription extends Placement {
  readonly name: string;
  readonly emulator: string;
  readonly accelerator: Accelerator;
  readonly resources: Resources;
  readonly resolution: Resolution;
  /** The qcow2 file that becomes `/dev/vda`. */
  readonly disk: string;
  /** Where the first serial port's output goes. */
  readonly serialLog: string;
  /** The owner's mark, as `formatOwner` writes it. */
  readonly owner: string;
  readonly vnc: {
    readonly password: string;
    /** Default: libvirt picks one. */
    readonly port?: number;
    readonly websocket: boolean;
  };
  /** Start without a system, to be filled with a saved state. */
  readonly incoming?: boolean;
  /** Run QEMU as the user 0 of the host: what the system daemon needs to read root's own files. */
  readonly asRoot: boolean;
}

/** Of arguments for QEMU itself (https://libvirt.org/kbase/qemu-passthrough-security.html). */
const qemuNamespace = "http://libvirt.org/schemas/domain/qemu/1.0";

/** libvirt has no element for it. QEMU names the options of its first VNC server `default`. */
const keySpacingMillisecondsArguments = ["-set", `vnc.default.key-delay-ms=${keySpacingMilliseconds}`];

/** For a QEMU that starts with nothing and waits to be told where its state comes from (qemu(1)). */
const incomingArguments = ["-incoming", "defer"];

/** Keys that start with `@` become attributes. */
type Node = { readonly [key: string]: Node | readonly Node[] | string | number };

const builder = new XMLBuilder({ ignoreAttributes: false, attributeNamePrefix: "@", suppressEmptyNode: true });

/** The domain's XML text. Every value is escaped by the XML writer. */
export function domainXml(description: DomainDescription): string {
  const { resources, pinning, within } = description;
  return builder.build({
    domain: {
      "@type": description.accelerator === "kvm" ? "kvm" : "qemu",
      "@xmlns:qemu": qemuNamespace,
      name: description.name,
      // Another one at each start: so a guest that is started again from a saved state learns that its random numbers
      // would repeat (https://qemu.org/docs/master/specs/vmgenid.html).
      genid: {},
      metadata: { "demotool:vm": { "@xmlns:demotool": ownerNamespace, "demotool:owner": description.owner } },
      memory: { "@unit": "MiB", "#text": resources.memory },
      vcpu: { "@placement": "static", ...(within && { "@cpuset": within.join(",") }), "#text": resources.cpus },
      ...(pinning && { cputune: { vcpupin: pinning.map((cpu, vcpu) => ({ "@vcpu": vcpu, "@cpuset": cpu })) } }),
      os: { type: { "@arch": "x86_64", "@machine": "q35", "#text": "hvm" }, boot: { "@dev": "hd" } },
      features: { acpi: {}, apic: {} },
      cpu: processor(description.accelerator),
      clock: clock(),
      on_poweroff: "destroy",
      on_reboot: "restart",
      on_crash: "destroy",
      devices: devices(description),
      ...(description.asRoot && { seclabel: rootLabel() }),
      "qemu:commandline": { "qemu:arg": qemuArguments(description).map((argument) => ({ "@value": argument })) },
    },
  });
}

function qemuArguments({ incoming = false }: DomainDescription): readonly string[] {
  return incoming ? [...keySpacingMillisecondsArguments, ...incomingArguments] : keySpacingMillisecondsArguments;
}

/**
 * The most capable model. Under emulation without the flags that promise a fast `rep movsb` (erms, fsrm): there it is
 * the slowest way to copy, and the guest's kernel would choose it.
 */
function processor(accelerator: Accelerator): Node {
  if (accelerator === "kvm") return { "@mode": "host-passthrough" };
  const slow = ["erms", "fsrm"].map((name) => ({ "@policy": "disable", "@name": name }));
  return { "@mode": "maximum", feature: slow };
}

/** Timers that cost little while the guest idles, and lose no time while the host is busy. */
function clock(): Node {
  const timers = [
    { "@name": "rtc", "@tickpolicy": "catchup" },
    { "@name": "pit", "@tickpolicy": "delay" },
    { "@name": "hpet", "@present": "no" },
  ];
  return { "@offset": "utc", timer: timers };
}

function devices(description: DomainDescription): Node {
  return {
    emulator: description.emulator,
    disk: {
      "@type": "file",
      "@device": "disk",
      // The overlay is thrown away with the VM: nothing is lost if the host never flushes it.
      driver: { "@name": "qemu", "@type": "qcow2", "@cache": "unsafe", "@discard": "unmap" },
      source: { "@file": description.disk },
      target: { "@dev": "vda", "@bus": "virtio" },
    },
    // The guest boots from its disk: no network boot code, which some distributions package apart.
    interface: { "@type": "user", model: { "@type": "virtio" }, rom: { "@enabled": "no" } },
    input: [
      { "@type": "tablet", "@bus": "virtio" },
      { "@type": "keyboard", "@bus": "virtio" },
    ],
    serial: { "@type": "file", source: { "@path": description.serialLog, "@append": "off" }, target: { "@port": 0 } },
    channel: [agentChannel, copyChannel].map((name) => ({
      "@type": "unix",
      target: { "@type": "virtio", "@name": name },
    })),
    graphics: graphics(description),
    video: { model: { "@type": "virtio", "@heads": 1, resolution: screen(description.resolution) } },
    rng: { "@model": "virtio", backend: { "@model": "random", "#text": "/dev/urandom" } },
    controller: { "@type": "usb", "@model": "none" },
    memballoon: { "@model": "none" },
    audio: { "@id": 1, "@type": "none" },
  };
}

function graphics({ vnc }: DomainDescription): Node {
  return {
    "@type": "vnc",
    ...(vnc.port === undefined ? { "@autoport": "yes" } : { "@port": vnc.port, "@autoport": "no" }),
    ...(vnc.websocket && { "@websocket": -1 }),
    "@passwd": vnc.password,
    // A person may look on while the recording goes on, whatever their viewer asks for.
    "@sharePolicy": "ignore",
    listen: { "@type": "address", "@address": "127.0.0.1" },
  };
}

function screen(resolution: Resolution): Node {
  return { "@x": resolution.width, "@y": resolution.height };
}

function rootLabel(): Node {
  return { "@type": "static", "@model": "dac", "@relabel": "no", label: "+0:+0" };
}
