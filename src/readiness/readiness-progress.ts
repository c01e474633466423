// Tracks a machine's stages: logs the duration of each, and holds the current one and what was last seen there.
import type { Facts } from "../base/errors.ts";
import { log } from "../base/log.ts";
import type { Deadline } from "../base/time/deadline.ts";
import { toTenths } from "../base/time/round.ts";
import { toSeconds } from "../base/time/seconds.ts";
import type { StageContext } from "./condition.ts";

/** What the machine becomes ready after. A boot logs its stages at level `info`, a revert at `debug`. */
export type Beginning = "boot" | "revert";

/** The progress of one machine: its current stage, and what was last seen there. */
export class ReadinessProgress {
  readonly #domain: string;
  readonly #deadline: Deadline;
  readonly #beginning: Beginning;
  #stage = "start";
  #seen: string | undefined;

  constructor(domain: string, deadline: Deadline, beginning: Beginning = "boot") {
    this.#domain = domain;
    this.#deadline = deadline;
    this.#beginning = beginning;
  }

  /** The current stage. */
  get stage(): string {
    return this.#stage;
  }

  /** What the current stage's condition saw last. */
  get seen(): string | undefined {
    return this.#seen;
  }

  /** Starts waiting for the condition of a later stage. */
  async begin<T>(condition: (context: StageContext) => Promise<T>): Promise<T> {
    return this.#deadline.race(condition({ deadline: this.#deadline, saw: () => {} }));
  }

  /** Waits for a stage's condition. */
  async reach<T>(stage: string, condition: (context: StageContext) => Promise<T>): Promise<T> {
    this.#stage = stage;
    this.#seen = undefined;
    const deadline = this.#deadline;
    const start = deadline.elapsed();
    const saw = (what: string): void => {
      this.#seen = what;
    };
    const result = await deadline.race(condition({ deadline, saw }));
    const end = deadline.elapsed();
    this.#log(`${this.#beginning}: ${stage}`, {
      domain: this.#domain,
      stageSeconds: toTenths(toSeconds(end - start)),
      elapsedSeconds: toTenths(toSeconds(end)),
    });
    return result;
  }

  #log(message: string, facts: Facts): void {
    if (this.#beginning === "boot") log.info(message, facts);
    else log.debug(message, facts);
  }
}
