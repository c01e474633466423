import { availableParallelism } from "node:os";
import fc from "fast-check";
import { expect, test } from "vitest";
import type { TestProject, Vitest } from "vitest/node";
import { Workers } from "../../../src/plugin/workers.ts";
import { captureLog } from "../../support/captured-log.ts";

/** A project's configuration, as far as it matters here. */
interface Config {
  maxWorkers?: number | undefined;
  fileParallelism?: boolean;
  /** Vitest 5 only: whether the user set it. */
  providedOptions?: { readonly maxWorkers?: boolean };
  sequence: { groupOrder: number };
}

/** Projects of one Vitest; without more, they are as Vitest 5 has them where the user set nothing. */
function vitestWith(...configs: readonly Partial<Config>[]): {
  readonly workers: Workers;
  readonly projects: readonly TestProject[];
  readonly config: (index: number) => Config;
} {
  const projects = configs.map((config) => ({
    config: { maxWorkers: 3, providedOptions: {}, sequence: { groupOrder: 0 }, ...config },
  }));
  const vitest = { projects, config: { watch: false } } as unknown as Vitest;
  const config = (index: number): Config => (projects[index] as { config: Config }).config;
  return { workers: new Workers(vitest), projects: projects as unknown as TestProject[], config };
}

/** The number of a project's workers after it was raised to `maxVms`. */
function raised(config: Partial<Config>, maxVms: number): number | undefined {
  const { workers, projects, config: after } = vitestWith(config);
  workers.raise(projects[0] as TestProject, maxVms);
  return after(0).maxWorkers;
}

test("a project may run as many files at a time as there may be VMs, and never fewer than before", () => {
  expect([raised({}, 8), raised({}, 3), raised({}, 2)]).toEqual([8, 3, 3]);
});

test.for<[string, Partial<Config>]>([
  ["maxWorkers in Vitest 5", { maxWorkers: 1, providedOptions: { maxWorkers: true } }],
  ["maxWorkers in Vitest 4", { maxWorkers: 1, providedOptions: undefined } as never],
  ["fileParallelism", { maxWorkers: 1, fileParallelism: false }],
])("what the user has chosen by %s stays", ([, config]) => {
  expect(raised(config, 8)).toBe(1);
});

test("Vitest 4 leaves the number undefined: it is raised from the cores of the host", () => {
  const unset = { maxWorkers: undefined, providedOptions: undefined } as never;
  const usual = Math.max(1, availableParallelism() - 1);
  expect(raised(unset, usual + 1)).toBe(usual + 1);
  expect(raised(unset, usual)).toBeUndefined();
});

test("a raised project leaves the group of a project that keeps its number", () => {
  const { workers, projects, config } = vitestWith({}, { providedOptions: { maxWorkers: true } });
  workers.raise(projects[0] as TestProject, 8);
  expect([config(0).sequence.groupOrder, config(1).sequence.groupOrder]).toEqual([1, 0]);
});

test("projects that are raised to the same number run together, in their first group if they can", () => {
  const { workers, projects, config } = vitestWith({}, {});
  for (const project of projects) workers.raise(project, 8);
  expect([config(0), config(1)].map(({ sequence }) => sequence.groupOrder)).toEqual([0, 0]);
});

test("no group has projects with different numbers of workers, whichever are raised", () => {
  const project = fc.record({
    group: fc.nat(2),
    chose: fc.boolean(),
    maxVms: fc.option(fc.integer({ min: 1, max: 8 }), { nil: undefined }),
  });
  fc.assert(
    fc.property(fc.array(project, { minLength: 1, maxLength: 6 }), (given) => {
      const { workers, projects, config } = vitestWith(
        ...given.map(({ group, chose }) => ({
          sequence: { groupOrder: group },
          providedOptions: { maxWorkers: chose },
        })),
      );
      given.forEach(({ maxVms }, index) => {
        if (maxVms !== undefined) workers.raise(projects[index] as TestProject, maxVms);
      });
      const all = given.map((_, index) => config(index));
      const groups = Map.groupBy(all, ({ sequence }) => sequence.groupOrder);
      for (const group of groups.values()) expect(new Set(group.map(({ maxWorkers }) => maxWorkers)).size).toBe(1);
      for (const [index, { group }] of given.entries()) {
        expect(config(index).sequence.groupOrder).toBeGreaterThanOrEqual(group);
      }
    }),
  );
});

test("too few workers for the VMs cost one warning, unless there are no more files", () => {
  const log = captureLog();
  const { workers, projects } = vitestWith({});
  const [project] = projects as [TestProject];
  workers.noteFew(project, 3, 10);
  workers.noteFew(project, 8, 3);
  expect(log).toEqual([]);
  workers.noteFew(project, 8, 4);
  workers.noteFew(project, 8, 4);
  expect(log.map(({ level, facts }) => [level, facts])).toEqual([["warn", { maxWorkers: 3, maxVms: 8 }]]);
});
