// A short campaign: random faults against real runs, after which nothing is left and the next run passes.
import { expect, test } from "vitest";
import { playCampaign } from "../../../campaign/campaign.ts";
import { replayLine } from "../../../campaign/support/results.ts";

const seed = 2026;
const rounds = Array.from({ length: 20 }, (_, index) => index + 1);

test("twenty random faults leave nothing, and the next runs pass", async () => {
  const failed: string[] = [];
  let hits = 0;
  await playCampaign({
    seed,
    rounds,
    jobs: 3,
    onRound: (recorded) => {
      if (recorded.hit) hits += 1;
      const { kind, fault, failures } = recorded;
      if (failures.length > 0) failed.push([`${kind}: ${fault}`, ...failures, replayLine(recorded)].join("\n"));
    },
  });
  expect(failed.join("\n\n")).toBe("");
  // An ordinary user can neither mount file systems nor act as another user.
  expect(hits).toBeGreaterThanOrEqual(12);
});
