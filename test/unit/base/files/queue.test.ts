import { randomUUID } from "node:crypto";
import { expect, test } from "vitest";
import type { Lock } from "../../../../src/base/files/lock.ts";
import { joinQueue } from "../../../../src/base/files/queue.ts";
import { startProgram } from "../programs/start.ts";

const name = (): string => `unit-queue-${randomUUID()}`;

/** Joins a queue; resolves when it stands behind somebody, or in front. */
async function stand(
  queue: string,
  note: string,
  signal?: AbortSignal,
): Promise<{ turn: Promise<Lock>; behind: string[] }> {
  const behind: string[] = [];
  const standing = Promise.withResolvers<void>();
  const onWait = (_: number, other: string): void => {
    behind.push(other);
    standing.resolve();
  };
  const turn = joinQueue(queue, { note, signal, onWait });
  turn.catch(() => {});
  await Promise.race([standing.promise, turn]);
  return { turn, behind };
}

test("each is in front in the order in which they came, and alone", async () => {
  const queue = name();
  const waiting = [];
  for (let number = 0; number < 8; number++) waiting.push((await stand(queue, `${number}`)).turn);
  const order: number[] = [];
  let inFront = 0;
  await Promise.all(
    waiting.map(async (turn, number) => {
      await using _front = await turn;
      expect(++inFront).toBe(1);
      order.push(number);
      await new Promise((resolve) => setImmediate(resolve));
      inFront--;
    }),
  );
  expect(order).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
});

test("who gives up or is killed leaves the queue, and those behind move up in their order", async () => {
  const queue = name();
  await using killed = await startProgram("join-queue.ts", queue);
  expect(killed.firstLine).toBe("in front");
  const abort = new AbortController();
  const ended = await stand(queue, "ended", abort.signal);
  const first = await stand(queue, "first");
  const second = await stand(queue, "second");
  expect([ended.behind, first.behind, second.behind]).toEqual([["killed"], ["ended"], ["first"]]);
  abort.abort(new Error("enough"));
  await expect(ended.turn).rejects.toThrow("enough");
  await killed.kill();
  const front = await first.turn;
  const late = await stand(queue, "late");
  await front.release();
  await (await second.turn).release();
  await (await late.turn).release();
  expect(late.behind[0]).toBe("second");
});

test("a queue that is full is waited for", async () => {
  const queue = name();
  const waiting = [];
  for (let number = 0; number < 64; number++) waiting.push((await stand(queue, `${number}`)).turn);
  const after = await stand(queue, "after");
  for (const turn of waiting) await (await turn).release();
  await (await after.turn).release();
  expect(after.behind[0]).toBe("63");
});
