// The numbers of libvirt's C interface that demotool uses, from libvirt-domain.h, libvirt-qemu.h and virterror.h.

/** Error codes (`virErrorNumber`): https://libvirt.org/html/libvirt-virterror.html */
export const errorNumbers = {
  invalidConnection: 6,
  invalidArgument: 8,
  operationFailed: 9,
  noDomain: 42,
  operationInvalid: 55,
  noDomainMetadata: 80,
  agentUnresponsive: 86,
  agentUnsynced: 97,
} as const;

/** `VIR_DOMAIN_START_PAUSED`: the guest's CPUs do not run yet. */
export const startPaused = 1 << 0;

/** `VIR_DOMAIN_START_AUTODESTROY`: the domain goes when its connection does. */
export const startAutodestroy = 1 << 1;

/** `VIR_DOMAIN_METADATA_ELEMENT`: the application's own element. */
export const metadataElement = 2;

/** `VIR_DOMAIN_MEMORY_STAT_RSS`: the hypervisor's process, in KiB. */
export const residentMemory = 7;

/** `virDomainState`, in the order of its numbers. */
export const domainStates = [
  "nostate",
  "running",
  "blocked",
  "paused",
  "shutdown",
  "shutoff",
  "crashed",
  "pmsuspended",
] as const;

/** What libvirt says a domain does; `gone` once libvirt no longer knows it, as after a transient domain's end. */
export type DomainState = (typeof domainStates)[number] | "gone";
