// A rest for the viewer's sake, which the end of the demo ends as well.

import { OptionError } from "../base/errors.ts";
import { Deadline } from "../base/time/deadline.ts";
import { pauseFor } from "../base/time/poll.ts";

/** The longest rest in seconds: whoever gives more has taken it for milliseconds. */
const longest = 3600;

/**
 * Waits for so many seconds.
 *
 * @throws {OptionError} when it is not a number from 0 to 3600
 * @throws {AbortedError} when the signal aborts
 */
export async function pauseForViewers(seconds: number, signal: AbortSignal | undefined): Promise<void> {
  if (!(typeof seconds === "number" && seconds >= 0 && seconds <= longest)) {
    throw new OptionError({
      headline: "option seconds of vm.pause is out of range",
      facts: { seconds: String(seconds) },
      next: `give a number of seconds from 0 to ${longest}`,
    });
  }
  // Its own time limit is never reached.
  const deadline = Deadline.after(longest * 2, `pause of ${seconds} s`, { signal });
  deadline.throwIfOver();
  await pauseFor(deadline, seconds);
}
