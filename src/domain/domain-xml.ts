// Builds the XML of a domain (https://libvirt.org/formatdomain.html) from a typed description.
import { XMLBuilder } from "fast-xml-parser";
import type { Resolution } from "../base/geometry/frame.ts";
import type { Accelerator } from "../host/acceleration.ts";
import type { Placement } from "../host/place-wait.ts";
import type { Resources } from "../host/resources.ts";
import { keySpacingMs } from "../input/keys/timing.ts";
import { agentChannel, copyChannel } from "../libvirt/live-xml.ts";
import { ownerNamespace } from "./owner-metadata.ts";

/** The VM that a domain runs. */
export interface DomainDescription extends Placement {
  readonly name: string;
  readonly emulator: string;
  readonly accelerator: Accelerator;
  readonly resources: Resources;
  readonly resolution: Resolution;
  /** The qcow2 file that becomes `/dev/vda`. */
  readonly disk: string;
  /** The file that the first serial port writes to. */
  readonly serialLog: string;
  /** The owner of the run folder, by which a sweep knows whether the VM's program is alive. */
  readonly owner: string;
  readonly vnc: {
    readonly password: string;
    /** Default: libvirt picks one. */
    readonly port?: number;
    readonly websocket: boolean;
  };
  /** Whether to start paused and without a guest, to load a saved state. Default false. */
  readonly incoming?: boolean;
  /** Whether to run QEMU as root: the system daemon's default user cannot read root's files. */
  readonly asRoot: boolean;
}

/** The namespace of QEMU arguments in the XML (https://libvirt.org/kbase/qemu-passthrough-security.html). */
const qemuNamespace = "http://libvirt.org/schemas/domain/qemu/1.0";

/** libvirt has no element for this option. QEMU calls the options of its first VNC server `default`. */
const keySpacingArguments = ["-set", `vnc.default.key-delay-ms=${keySpacingMs}`];

/** QEMU starts without a guest and waits for a migration (qemu(1)). */
const incomingArguments = ["-incoming", "defer"];

/** Keys that start with `@` become attributes. */
type Node = { readonly [key: string]: Node | readonly Node[] | string | number };

const builder = new XMLBuilder({ ignoreAttributes: false, attributeNamePrefix: "@", suppressEmptyNode: true });

/** Returns the domain's XML. The XML builder escapes every value. */
export function domainXml(description: DomainDescription): string {
  const { resources, pinning, within } = description;
  return builder.build({
    domain: {
      "@type": description.accelerator === "kvm" ? "kvm" : "qemu",
      "@xmlns:qemu": qemuNamespace,
      name: description.name,
      // A new ID at each start tells a restored guest to reseed its random numbers
      // (https://qemu.org/docs/master/specs/vmgenid.html).
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
  return incoming ? [...keySpacingArguments, ...incomingArguments] : keySpacingArguments;
}

/**
 * The most capable model. Emulation omits the flags that promise a fast `rep movsb` (erms, fsrm): under emulation it is
 * the slowest way to copy, and the guest's kernel would choose it.
 */
function processor(accelerator: Accelerator): Node {
  if (accelerator === "kvm") return { "@mode": "host-passthrough" };
  const slow = ["erms", "fsrm"].map((name) => ({ "@policy": "disable", "@name": name }));
  return { "@mode": "maximum", feature: slow };
}

/** Timers that are cheap while the guest is idle and do not drift while the host is busy. */
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
      // The overlay is removed with the VM: nothing is lost if the host never flushes it.
      driver: { "@name": "qemu", "@type": "qcow2", "@cache": "unsafe", "@discard": "unmap" },
      source: { "@file": description.disk },
      target: { "@dev": "vda", "@bus": "virtio" },
    },
    // The guest boots from its disk, and some distributions package the network boot code separately.
    interface: { "@type": "user", model: { "@type": "virtio" }, rom: { "@enabled": "no" } },
    input: [
      // GDK knows this tablet by its name and takes it for a mouse, but the virtio tablet for a touchscreen
      // (gdk/x11/gdkdevicemanager-xi2.c in GTK 3).
      { "@type": "tablet", "@bus": "usb" },
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
    // An xHCI controller waits for the device's data; the older ones poll, which keeps the host's processor busy.
    controller: { "@type": "usb", "@model": "qemu-xhci" },
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
    // A viewer that requests exclusive access must not disconnect the recording.
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
