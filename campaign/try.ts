import { makeLab } from "./support/lab.ts";
import { makePlace } from "./round/place.ts";
import { RunEvents } from "./round/events.ts";
import { startRun } from "./round/run.ts";
await using lab = await makeLab();
for (let i = 0; i < 3; i++) {
  const t0 = performance.now();
  await using place = await makePlace(lab, `r0-${i}`);
  const t1 = performance.now();
  const run = startRun(place, 120000);
  using events = new RunEvents(place, run);
  const t2 = performance.now();
  run.onLine((line) => process.env.V && console.log(Math.round(performance.now() - t2), line.slice(0, 150)));
  const end = await run.end;
  if (i === 2) console.log(end.output.slice(-1500));
  const t3 = performance.now();
  const again = await startRun(place, 120000).end;
  console.log("make", t1 - t0, "first", end.exitCode, end.durationMs, "next", again.exitCode, again.durationMs);
  if (i === 2) for (const { key, atMs, roles } of events.all) console.log(Math.round(atMs), key, roles.join(","));
}
