// The VMs of this process that it could not remove, because libvirt did not answer: the next start removes them.

/** Releases what an abandoned VM still holds on this host. */
type Release = () => Promise<void>;

const abandoned = new Map<string, Release>();

/** Gives up a domain: its name may be taken, and `release` is called once it is gone. */
export function abandon(uuid: string, release: Release): void {
  abandoned.set(uuid, release);
}

/** Whether a domain was given up. */
export function isAbandoned(uuid: string): boolean {
  return abandoned.has(uuid);
}

/** Call it once the domain is gone. */
export async function releaseAbandoned(uuid: string): Promise<void> {
  const release = abandoned.get(uuid);
  abandoned.delete(uuid);
  await release?.();
}
