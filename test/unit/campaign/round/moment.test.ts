// Random moments of a run.
import { expect, test } from "vitest";
import { drawMoment, type Profile } from "../../../../campaign/round/moment.ts";
import { randomOf } from "../../../../campaign/support/random.ts";

const profile: Profile = {
  events: [
    { key: "a", atMs: 0, roles: ["main"] },
    { key: "b", atMs: 100, roles: ["main", "qemu"] },
    { key: "c", atMs: 2000, roles: ["main"] },
  ],
  durationMs: 2010,
};

test("moments follow every event, and end before the next", () => {
  const random = randomOf("moments");
  const moments = Array.from({ length: 100 }, () => drawMoment(random, profile));
  expect([...new Set(moments.map(({ event }) => event))].sort()).toEqual(["a", "b", "c"]);
  const longest = (key: string): number =>
    Math.max(...moments.filter(({ event }) => event === key).map(({ delayMs }) => delayMs));
  expect(longest("a")).toBeLessThanOrEqual(100);
  expect(longest("b")).toBeLessThanOrEqual(1900);
  expect(longest("c")).toBeLessThanOrEqual(10);
});

test("a process is hit while it runs", () => {
  const random = randomOf("roles");
  const moments = Array.from({ length: 20 }, () => drawMoment(random, profile, "qemu"));
  expect(new Set(moments.map(({ event }) => event))).toEqual(new Set(["b"]));
  expect(() => drawMoment(random, profile, "ffmpeg")).toThrow("no ffmpeg was seen");
});
