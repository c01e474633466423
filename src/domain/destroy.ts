// Ends a domain for good.
import { Deadline } from "../base/time/deadline.ts";
import { poll } from "../base/time/poll.ts";
import type { Domain } from "../libvirt/domain.ts";

/** Seconds for a domain to go: libvirt may be ending it already, and takes up to 60 to do so itself. */
const limit = 90;

/**
 * Destroys a domain and waits until libvirt no longer knows it: its name is free then. Fine if it is gone already.
 *
 * @throws {TimeoutError} when it is still there after 90 seconds
 */
export async function destroyDomain(domain: Domain): Promise<void> {
  // A destroy that finds libvirt at work on the domain is fine and done before the domain is gone.
  await poll(Deadline.after(limit, `removal of the domain ${domain.name}`), 0.1, async () => {
    await domain.destroy();
    return (await domain.state()) === "gone" || undefined;
  });
}
