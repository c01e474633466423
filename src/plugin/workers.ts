// Lets Vitest run as many files at a time as the run may have VMs, unless the user has set a number.
import { availableParallelism } from "node:os";
import type { TestProject, Vitest } from "vitest/node";
import { log } from "../base/log.ts";

/** The workers of one Vitest. */
export class Workers {
  readonly #vitest: Vitest;
  /** The projects whose number was raised, with the group that they are in by their configuration. */
  readonly #raised = new Map<TestProject, number>();

  constructor(vitest: Vitest) {
    this.#vitest = vitest;
  }

  /**
   * Lets Vitest run as many of a project's files at a time as the run may have VMs. The user's own settings
   * (`maxWorkers`, `fileParallelism`, `VITEST_MAX_WORKERS`) stay, and the number never decreases.
   */
  raise(project: TestProject, maxVms: number): void {
    if (userChose(this.#vitest, project) || this.#of(project) >= maxVms) return;
    this.#raised.set(project, project.config.sequence.groupOrder);
    project.config.maxWorkers = maxVms;
    // The groups of projects raised earlier were chosen with this project's old number.
    for (const [raised, order] of this.#raised) raised.config.sequence.groupOrder = order;
    for (const raised of this.#raised.keys()) raised.config.sequence.groupOrder = this.#groupFor(raised);
  }

  /** Warns if Vitest's own limit keeps a project with `files` files from using as many VMs as it may. */
  noteFew(project: TestProject, maxVms: number, files: number): void {
    const maxWorkers = this.#of(project);
    if (maxWorkers >= Math.min(maxVms, files)) return;
    log.warnOnce("Vitest runs fewer files at a time than there may be VMs: raise maxWorkers, or lower maxVms", {
      maxWorkers,
      maxVms,
    });
  }

  /**
   * Vitest runs its groups one after the other, and refuses projects of one group with different numbers of workers.
   */
  #groupFor(project: TestProject): number {
    const others = this.#vitest.projects.filter((other) => other !== project);
    const fits = (order: number): boolean =>
      others.every(
        (other) => other.config.sequence.groupOrder !== order || this.#of(other) === project.config.maxWorkers,
      );
    let order = project.config.sequence.groupOrder;
    while (!fits(order)) order++;
    return order;
  }

  /** How many of a project's files run at a time. Vitest 4 leaves it undefined if the user has not set it. */
  #of(project: TestProject): number {
    const known: number | undefined = project.config.maxWorkers || this.#vitest.config.maxWorkers;
    if (known) return known;
    const cores = availableParallelism();
    return Math.max(1, this.#vitest.config.watch ? Math.floor(cores / 2) : cores - 1);
  }
}

/** Vitest 5 always has a number, with a flag for whether the user set it. */
function userChose(vitest: Vitest, project: TestProject): boolean {
  if (property(project.config, "fileParallelism") === false) return true;
  const provided = property(project.config, "providedOptions");
  if (provided !== undefined) return property(provided, "maxWorkers") === true;
  const resolved: number | undefined = project.config.maxWorkers || vitest.config.maxWorkers;
  return resolved !== undefined;
}

/** A property that Vitest's types lack, or have in one version only. */
function property(of: unknown, name: string): unknown {
  return typeof of === "object" && of !== null ? Reflect.get(of, name) : undefined;
}
