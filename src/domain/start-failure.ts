// Classifies why a domain did not start, by the messages of libvirt and QEMU, which have no codes for these failures.

/** A failure that has a fallback. */
export type StartFailure = "name" | "resources" | "port" | "pinning" | "websocket" | "silence";

const patterns: readonly (readonly [StartFailure, RegExp])[] = [
  // libvirt also reports this while it is still destroying a domain of that name.
  ["name", /domain '[^']*' (already exists|is already)/i],
  ["pinning", /affinity|cpuset\.cpus|pin vcpu/i],
  ["websocket", /unused port in range '?web-?socket/i],
  ["port", /unused port in range|failed to reserve port|address already in use|failed to find an available port/i],
  // libvirt gets QEMU's last output from its log daemon, which may not have read it yet.
  ["silence", /(exited while connecting to|unexpectedly closed the) monitor:?\s*$/],
  [
    "resources",
    /cannot allocate memory|failed to allocate \d+ bytes|cannot set up guest memory|out of memory|not enough memory|resource temporarily unavailable|failed to create (vcpu|thread)|qemu_thread_create/i,
  ],
];

/** Returns the failure that a message describes; undefined if there is no fallback for it. */
export function startFailureOf(message: string): StartFailure | undefined {
  return patterns.find(([, pattern]) => pattern.test(message))?.[0];
}
