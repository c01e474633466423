// The devices of src/domain/domain-xml.ts as QEMU arguments.
import { join } from "node:path";
import type { Accelerator } from "../../src/host/acceleration.ts";
import type { Resources } from "../../src/host/resources.ts";
import { keySpacingMs } from "../../src/input/keys/timing.ts";

/** What plain QEMU runs. */
export interface PlainMachine {
  readonly accelerator: Accelerator;
  readonly resources: Resources;
  /** The qcow2 file that it writes to. */
  readonly disk: string;
  /** For its sockets and its log. */
  readonly directory: string;
  readonly vncPort: number;
  /** The source of its initial state, as for QEMU's `-incoming`. Default: it boots. */
  readonly incoming?: string | undefined;
}

/** The arguments, one word each. */
export function plainArguments(machine: PlainMachine): readonly string[] {
  const { accelerator, resources, disk, directory, vncPort, incoming } = machine;
  return [
    ...["-machine", `q35,accel=${accelerator},usb=off,hpet=off`],
    ...["-cpu", accelerator === "kvm" ? "host" : "max,erms=off,fsrm=off"],
    ...["-smp", String(resources.cpus), "-m", String(resources.memory), "-nodefaults", "-no-user-config"],
    ...["-global", "kvm-pit.lost_tick_policy=delay", "-rtc", "base=utc,driftfix=slew", "-display", "none"],
    ...["-drive", `file=${disk},format=qcow2,if=none,id=disk,cache=unsafe,discard=unmap`],
    ...["-device", "virtio-blk-pci,drive=disk,bootindex=1,write-cache=on"],
    ...["-netdev", "user,id=net", "-device", "virtio-net-pci,netdev=net,romfile="],
    ...["-device", "qemu-xhci,id=usb", "-device", "usb-tablet,bus=usb.0", "-device", "virtio-keyboard-pci"],
    ...["-chardev", `file,id=serial,path=${join(directory, "serial.log")}`, "-device", "isa-serial,chardev=serial"],
    ...["-device", "virtio-serial-pci"],
    ...channel("agent", "org.qemu.guest_agent.0", directory),
    ...channel("copy", "org.demotool.copy.0", directory),
    ...["-vnc", `127.0.0.1:${vncPort - 5900},key-delay-ms=${keySpacingMs}`],
    ...["-device", "virtio-vga,max_outputs=1,xres=1280,yres=800"],
    ...["-object", "rng-random,id=rng,filename=/dev/urandom", "-device", "virtio-rng-pci,rng=rng"],
    ...["-device", "vmgenid,guid=auto"],
    ...["-qmp", `unix:${join(directory, "monitor.sock")},server=on,wait=off`],
    ...(incoming === undefined ? [] : ["-incoming", incoming]),
  ];
}

function channel(id: string, name: string, directory: string): readonly string[] {
  return [
    ...["-chardev", `socket,id=${id},path=${join(directory, `${id}.sock`)},server=on,wait=off`],
    ...["-device", `virtserialport,chardev=${id},name=${name}`],
  ];
}
