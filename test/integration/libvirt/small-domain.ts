// Real domains without an operating system, or with a tiny one, that start within a second.
import { randomUUID } from "node:crypto";

/** The URI that the tests connect to. */
export const qemuUri = "qemu:///session";

/** What a small domain has beyond a CPU and 64 MiB. */
export interface SmallDomain {
  /** XML of additional devices. */
  readonly devices?: string;
  readonly memoryMiB?: number;
}

/** A unique name. */
export function uniqueName(): string {
  return `demotool-test-${randomUUID().slice(0, 8)}`;
}

/** The guest agent's channel. */
export const agentChannel = "<channel type='unix'><target type='virtio' name='org.qemu.guest_agent.0'/></channel>";

/** A domain under software emulation, so that it starts on every host. */
export function smallDomainXml(name: string, { devices = "", memoryMiB = 64 }: SmallDomain = {}): string {
  // Root's system daemon runs QEMU as a user that cannot read root's files.
  const asRoot = "<seclabel type='static' model='dac' relabel='no'><label>+0:+0</label></seclabel>";
  return `<domain type='qemu'>
  <name>${name}</name>
  <metadata><demotool:vm xmlns:demotool='https://example.org/demotool' owner='1 2 3'/></metadata>
  <memory unit='MiB'>${memoryMiB}</memory>
  <vcpu>1</vcpu>
  <os><type arch='x86_64' machine='pc'>hvm</type></os>
  <features><acpi/></features>
  <devices>
    <memballoon model='none'/>
    ${devices}
  </devices>
  ${process.getuid?.() === 0 ? asRoot : ""}
</domain>`;
}
