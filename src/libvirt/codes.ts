// The numbers of libvirt's C interface that demotool uses, from libvirt-domain.h, libvirt-qemu.h and virterror.h.

/** Error codes (`virErrorNumber`): https://libvirt.org/html/libvirt-virterror.html */
export const errorNumbers = {
  invalidConnection: 6,
  invalidArgument: 8,
  noDomain: 42,
  operationInvalid: 55,
  noDomainMetadata: 80,
  agentUnresponsive: 86,
  agentUnsynced: 97,
} as const;

/** `virDomainStartFlags` */
export const startFlags = { paused: 1 << 0, autodestroy: 1 << 1 } as const;

/** `VIR_DOMAIN_XML_SECURE`: passwords too. */
export const xmlSecure = 1 << 0;

/** `VIR_DOMAIN_METADATA_ELEMENT`: the application's own element. */
export const metadataElement = 2;

/** `virDomainUndefineFlagsValues`: the domain with its saved state, snapshots, NVRAM and checkpoints. */
export const undefineEverything = (1 << 0) | (1 << 1) | (1 << 2) | (1 << 4);

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
