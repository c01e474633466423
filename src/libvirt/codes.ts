// The numbers of libvirt's C interface that demotool uses, from libvirt-domain.h, libvirt-qemu.h and virterror.h.

/** Error codes (`virErrorNumber`): https://libvirt.org/html/libvirt-virterror.html */
export const errorNumbers = {
  internalError: 1,
  noSupport: 3,
  invalidConnection: 6,
  invalidArgument: 8,
  operationFailed: 9,
  systemError: 38,
  rpc: 39,
  noDomain: 42,
  operationInvalid: 55,
  argumentUnsupported: 74,
  noDomainMetadata: 80,
  operationUnsupported: 84,
  agentUnresponsive: 86,
  agentUnsynced: 97,
} as const;

/** `VIR_FROM_RPC`: the part of libvirt that talks to the daemon. */
export const rpcDomain = 7;

/** `VIR_DOMAIN_START_PAUSED`: the guest's CPUs do not run yet. */
export const startPaused = 1 << 0;

/** `VIR_DOMAIN_START_AUTODESTROY`: libvirt destroys the domain when the connection closes. */
export const startAutodestroy = 1 << 1;

/** `VIR_DOMAIN_METADATA_ELEMENT`: the application's own element. */
export const metadataElement = 2;

/** `VIR_DOMAIN_MEMORY_STAT_RSS`: the resident memory of the hypervisor's process, in KiB. */
export const residentMemory = 7;

/** `VIR_DOMAIN_PAUSED_IOERROR`: QEMU stopped the guest because its disk could not be written. */
export const pausedByDiskError = 5;

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

/** The state that libvirt reports; `gone` once libvirt no longer knows the domain, as after a transient one ends. */
export type DomainState = (typeof domainStates)[number] | "gone";
