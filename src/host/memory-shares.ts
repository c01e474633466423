// The host's memory in equal shares, of which each VM takes as many as it needs.

/** How many shares there are, and so how many VMs at most. */
export const memoryShares = 32;

/** How many shares a VM needs, both sizes in MiB: one at least, and never more than there are. */
export function sharesOf(hostMemory: number, memory: number): number {
  // Two times half of the memory must make no more than all of it, though half was rounded.
  return Math.min(memoryShares, Math.max(1, Math.ceil(((memory - 1) / hostMemory) * memoryShares)));
}

/** The memory of a number of shares, in MiB. */
export function memoryOf(hostMemory: number, shares: number): number {
  return Math.floor((hostMemory * shares) / memoryShares);
}
