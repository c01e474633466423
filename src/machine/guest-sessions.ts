// Caches the environments of the graphical sessions in a guest.
import { Deadline } from "../base/time/deadline.ts";
import type { GuestAgent } from "../guest/agent.ts";
import { sessionEnvironment } from "../guest/session.ts";
import type { GuestWork } from "../guest/work.ts";

/** Milliseconds for finding a user's session; programs start slowly in an emulated guest. */
const lookupMs = 60_000;

/** Looks up sessions and caches those it finds: a lookup takes a second under emulation. */
export class GuestSessions {
  readonly #agent: GuestAgent;
  readonly #work: GuestWork;
  readonly #known = new Map<string, Readonly<Record<string, string>>>();

  constructor(agent: GuestAgent, work: GuestWork) {
    this.#agent = agent;
    this.#work = work;
  }

  /** The environment of a user's graphical session; empty while there is none. */
  async of(user: string): Promise<Readonly<Record<string, string>>> {
    const known = this.#known.get(user);
    if (known !== undefined) return known;
    const limit = Deadline.after(lookupMs, `reading the session of ${user}`);
    const session = await this.#work.run(limit, (deadline) => sessionEnvironment(this.#agent, user, deadline));
    if (Object.keys(session).length > 0) this.#known.set(user, session);
    return session;
  }

  /** Clears the cache, after a change of the guest's state. */
  forget(): void {
    this.#known.clear();
  }
}
