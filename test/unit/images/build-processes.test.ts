import { readdir, readFile } from "node:fs/promises";
import { beforeEach, expect, test, vi } from "vitest";
import type { poll } from "../../../src/base/time/poll.ts";
import { buildMark, endBuildProcesses } from "../../../src/images/build-processes.ts";

vi.mock(import("node:fs/promises"), async (original) => ({
  ...(await original()),
  readdir: vi.fn<() => Promise<string[]>>() as never,
  readFile: vi.fn<() => Promise<string>>() as never,
}));
// Without its pauses.
vi.mock(import("../../../src/base/time/poll.ts"), async (original) => ({
  ...(await original()),
  poll: (async (_deadline, _pauseMs, ask) => {
    for (let round = 0; round < 20; round++) {
      const answer = await ask();
      if (answer !== undefined) return answer;
    }
    throw new Error("there was no end of it");
  }) as typeof poll,
}));

const build = "/cache/builds/debian-12";
const mark = Object.entries(buildMark(build))
  .map(([name, value]) => `${name}=${value}`)
  .join();

/** The environment of each process. */
let processes: Map<number, string[]>;
let killed: unknown[][];

beforeEach(() => {
  processes = new Map();
  killed = [];
  const entries = async (): Promise<string[]> => ["self", "meminfo", ...[...processes.keys()].map(String)];
  vi.mocked(readdir)
    .mockReset()
    .mockImplementation(entries as never);
  vi.mocked(readFile)
    .mockReset()
    .mockImplementation((async (path: string) => {
      const environment = processes.get(Number(/^\/proc\/(\d+)\/environ$/.exec(path)?.[1]));
      if (environment === undefined) throw new Error("EACCES");
      return `${environment.join("\0")}\0`;
    }) as never);
  vi.spyOn(process, "kill").mockImplementation((...call) => {
    killed.push(call);
    processes.delete(call[0]);
    return true;
  });
  return () => vi.restoreAllMocks();
});

test("the programs of a build, and what they started, are killed, and no others", async () => {
  processes.set(10, ["PATH=/bin", mark]);
  processes.set(11, [mark, "LANG=C"]);
  processes.set(12, ["PATH=/bin"]);
  processes.set(13, [`${mark}-2`]);
  processes.set(14, [`OTHER_${mark}`]);
  await endBuildProcesses(build);
  expect(killed).toEqual([
    [10, "SIGKILL"],
    [11, "SIGKILL"],
  ]);
});

test("this process is spared, though it may have the mark itself", async () => {
  processes.set(process.pid, [mark]);
  await endBuildProcesses(build);
  expect(killed).toEqual([]);
});

test("a program that shows up a round later is killed too", async () => {
  processes.set(10, []);
  const look = vi.mocked(readdir);
  const entries = look.getMockImplementation() as unknown as () => Promise<string[]>;
  let rounds = 0;
  look.mockImplementation((async () => {
    rounds++;
    if (rounds === 2) processes.set(10, [mark]);
    return entries();
  }) as never);
  await endBuildProcesses(build);
  expect(killed).toEqual([[10, "SIGKILL"]]);
  expect(rounds).toBe(4);
});

test("a program that does not end at once is waited for, and one that has ended is no error", async () => {
  processes.set(10, [mark]);
  vi.mocked(process.kill).mockImplementation((...call) => {
    killed.push(call);
    if (killed.length < 3) return true;
    processes.delete(10);
    throw new Error("ESRCH");
  });
  await endBuildProcesses(build);
  expect(killed).toHaveLength(3);
});
