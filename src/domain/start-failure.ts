// Why a host did not start a domain, read from the messages of libvirt and QEMU: they have no codes for it.

/** A failure that has a fallback. */
export type StartFailure = "name" | "resources" | "port" | "pinning" | "websocket" | "silence";

const patterns: readonly (readonly [StartFailure, RegExp])[] = [
  // libvirt also says so while it is still ending a domain of that name.
  ["name", /domain '.*' (already exists|is already)/i],
  ["pinning", /affinity|cpuset\.cpus|pin vcpu/i],
  ["websocket", /unused port in range '?web-?socket/i],
  ["port", /unused port in range|failed to reserve port|address already in use|failed to find an available port/i],
  // libvirt asks its log daemon for QEMU's last output, which the daemon may not have read yet.
  ["silence", /(exited while connecting to|unexpectedly closed the) monitor:?\s*$/],
  [
    "resources",
    /cannot allocate memory|failed to allocate \d+ bytes|cannot set up guest memory|out of memory|not enough memory|resource temporarily unavailable|failed to create (vcpu|thread)|qemu_thread_create/i,
  ],
];

/** The failure that a message describes; undefined if it has no fallback. */
export function startFailureOf(message: string): StartFailure | undefined {
  return patterns.find(([, pattern]) => pattern.test(message))?.[0];
}
