// Consecutive warm starts in one process: the last is as good as the first, and nothing accumulates.
//
// A few rounds here; set `WARM_ROUNDS=50` after changes in src/boot/warm.
import { mkdtemp, readdir, readlink, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { runDirectory } from "../../../../src/base/files/paths.ts";
import { programId } from "../../../../src/base/process/program-id.ts";
import { captureLog } from "../../../support/captured-log.ts";
import { testConnection } from "../../../support/domains.ts";
import { clockError, complaints, processesOf, statesIn, told, warmVm } from "../../../support/guests/warm.ts";

const rounds = Number(process.env.WARM_ROUNDS ?? 8);
/** By then, everything that is allocated once has been. */
const warmUp = 3;
const name = "demo-warm-soak";

let place: string;
beforeAll(async () => {
  place = await mkdtemp(join(tmpdir(), "demotool-warm-"));
  await using _ = await warmVm(place, { name });
});
afterAll(() => rm(place, { recursive: true }));

/** The resources of the process. */
async function held(): Promise<{ heap: number; descriptors: readonly string[] }> {
  setFlagsFromString("--expose-gc");
  runInNewContext("gc")();
  const numbers = await readdir("/proc/self/fd");
  const descriptors = await Promise.all(numbers.map((fd) => readlink(`/proc/self/fd/${fd}`).catch(() => "")));
  // Sockets have a new number each time.
  const kinds = descriptors.filter((path) => path !== "").map((path) => path.replace(/:\[\d+\]$/, ""));
  return { heap: process.memoryUsage().heapUsed / 2 ** 20, descriptors: kinds.sort() };
}

test(`${rounds} warm starts in a row`, { timeout: 60_000 + rounds * 30_000 }, async () => {
  const log = captureLog();
  const seen = { boot: new Set(), uuid: new Set(), random: new Set(), domain: new Set() };
  let before: Awaited<ReturnType<typeof held>> | undefined;
  for (let round = 1; round <= rounds; round++) {
    {
      await using machine = await warmVm(place, { name });
      expect(complaints(log)).toEqual([]);
      expect(machine.origin).toBeDefined();
      expect(await clockError(machine)).toBeLessThan(2);
      const { boot, uuid, random } = await told(machine);
      expect(machine.savedBoot).toBe(boot);
      seen.boot.add(boot);
      seen.uuid.add(uuid);
      seen.random.add(random);
      seen.domain.add(await machine.uuid());
    }
    if (round === warmUp) before = await held();
    log.splice(0);
  }
  expect(Object.values(seen).map(({ size }) => size)).toEqual([1, rounds, rounds, rounds]);

  const after = await held();
  expect(after.descriptors).toEqual(before?.descriptors);
  expect(after.heap - (before?.heap ?? 0)).toBeLessThan(16);

  const connection = await testConnection();
  expect(await connection.findDomain(name)).toBeUndefined();
  expect(await processesOf(name)).toEqual([]);
  const mine = (path: string): boolean => path.startsWith(name) || path.startsWith(`m~${programId}`);
  expect((await readdir(runDirectory)).filter(mine)).toEqual([]);
  expect(await readdir(statesIn(place))).toHaveLength(1);
});
