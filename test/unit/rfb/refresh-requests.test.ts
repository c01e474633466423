import { expect, test } from "vitest";
import type { Region } from "../../../src/base/geometry/region.ts";
import { RefreshRequests } from "../../../src/rfb/refresh-requests.ts";

const left = { x: 0, y: 0, width: 2, height: 2 };
const right = { x: 2, y: 0, width: 2, height: 2 };

async function isAnswered(answered: Promise<void>): Promise<boolean> {
  return Promise.race([answered.then(() => true), new Promise<false>((resolve) => setImmediate(resolve, false))]);
}

test("a request resolves once its own region has been sent", async () => {
  const requests = new RefreshRequests();
  using all = requests.add(() => ({ x: 0, y: 0, width: 4, height: 2 }));
  using part = requests.add(() => left);
  requests.serve({ sent: [left], resized: false });
  expect(await isAnswered(part.answered)).toBe(true);
  expect(await isAnswered(all.answered)).toBe(false);
  requests.serve({ sent: [right], resized: false });
  expect(await isAnswered(all.answered)).toBe(true);
});

test("after a resize, only later updates of the new screen count", async () => {
  const requests = new RefreshRequests();
  let screen: Region = { x: 0, y: 0, width: 4, height: 2 };
  using request = requests.add(() => screen);
  requests.serve({ sent: [left], resized: false });
  screen = { x: 0, y: 0, width: 2, height: 2 };
  requests.serve({ sent: [], resized: true });
  expect(await isAnswered(request.answered)).toBe(false);
  requests.serve({ sent: [left], resized: false });
  expect(await isAnswered(request.answered)).toBe(true);
});

test("the end of the connection rejects pending requests, not abandoned ones", async () => {
  const requests = new RefreshRequests();
  const givenUp = requests.add(() => left);
  givenUp[Symbol.dispose]();
  using pending = requests.add(() => left);
  const reason = new Error("the connection has ended");
  requests.fail(reason);
  await expect(pending.answered).rejects.toBe(reason);
  expect(await isAnswered(givenUp.answered)).toBe(false);
});
