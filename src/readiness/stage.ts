// Runs the stages of a boot one after another; logs how long each took and names the one that failed.
import { log } from "../base/log.ts";
import type { Deadline } from "../base/time/deadline.ts";
import { toTenths } from "../base/time/round.ts";

/** The stages of the boot sequence, in order. */
export const stages = ["running", "vnc", "delay", "guest agent", "graphical session", "settled screen"] as const;

/** One of {@link stages}. */
export type Stage = (typeof stages)[number];

/** What a stage's condition works with. */
export interface StageContext {
  readonly deadline: Deadline;
  /** Notes what was seen last, for the message should the stage not be reached. */
  saw(what: string): void;
}

/** The course of one boot: which stage it is in, and what was seen there last. */
export class BootProgress {
  readonly #domain: string;
  readonly #deadline: Deadline;
  #stage: Stage = "running";
  #seen: string | undefined;

  constructor(domain: string, deadline: Deadline) {
    this.#domain = domain;
    this.#deadline = deadline;
  }

  /** The stage that is being waited for. */
  get stage(): Stage {
    return this.#stage;
  }

  /** What the stage's condition saw last. */
  get seen(): string | undefined {
    return this.#seen;
  }

  /** Begins to wait for something that a later stage will ask for. */
  aside<T>(condition: (context: StageContext) => Promise<T>): Promise<T> {
    return this.#deadline.race(condition({ deadline: this.#deadline, saw: () => {} }));
  }

  /** Waits for a stage's condition. */
  async reach<T>(stage: Stage, condition: (context: StageContext) => Promise<T>): Promise<T> {
    this.#stage = stage;
    this.#seen = undefined;
    const start = this.#deadline.elapsed();
    const deadline = this.#deadline;
    const saw = (what: string): void => {
      this.#seen = what;
    };
    const result = await deadline.race(condition({ deadline, saw }));
    const end = deadline.elapsed();
    log.info(`boot: ${stage}`, {
      domain: this.#domain,
      stageSeconds: toTenths(end - start),
      elapsedSeconds: toTenths(end),
    });
    return result;
  }
}
