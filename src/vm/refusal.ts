// Why a host refused to start a domain, from the text of libvirt's and QEMU's errors: they have no codes for it.

/** A reason that has a fallback. */
export type Refusal = "resources" | "port" | "pinning" | "websocket";

/** Tried in this order: a clash of the websocket's port is also an address in use. */
const signs: readonly (readonly [Refusal, RegExp])[] = [
  ["pinning", /affinity|cpuset|pin vcpu/i],
  ["websocket", /websocket/i],
  ["port", /unable to find an unused port|vnc.*address already in use|failed to (start vnc server|find an available port|bind)/is],
  [
    "resources",
    /cannot allocate memory|cannot set up guest memory|unable to (allocate|map) .*memory|out of memory|not enough memory|resource temporarily unavailable|failed to create (vcpu|thread)|pthread_create/i,
  ],
];

/** The refusal that a message tells of; undefined if there is no fallback for it. */
export function refusalOf(message: string): Refusal | undefined {
  return signs.find(([, sign]) => sign.test(message))?.[0];
}
