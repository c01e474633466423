// Removes a domain.
import { Deadline } from "../base/time/deadline.ts";
import { poll } from "../base/time/poll.ts";
import type { Domain } from "../libvirt/domain.ts";

/** Seconds for a domain to go: libvirt may be ending it already, and takes up to 60 itself. */
const removalSeconds = 90;

/**
 * Destroys a domain and waits until libvirt no longer knows it: its name is free then. Does nothing if it is gone.
 *
 * @throws {TimeoutError} when it is still there after 90 seconds
 */
export async function destroyDomain(domain: Domain): Promise<void> {
  // `destroy()` returns early when libvirt is already removing the domain, so poll until it is gone.
  await poll(Deadline.after(removalSeconds, `removal of the domain ${domain.name}`), 0.1, async () => {
    await domain.destroy();
    return (await domain.state()) === "gone" || undefined;
  });
}
