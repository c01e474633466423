// A campaign: many rounds, some at a time.
import { faultKinds, kindOf } from "./kinds/index.ts";
import { type Clean, playRound, type RoundResult, runClean } from "./round/round.ts";
import { type Lab, makeLab } from "./support/lab.ts";
import type { Recorded } from "./support/results.ts";

/** What to play. */
export interface CampaignOptions {
  readonly seed: number;
  /** The numbers of the rounds. */
  readonly rounds: readonly number[];
  /** How many rounds are played at a time. */
  readonly jobs: number;
  /** Plays only kinds whose names contain this. Default: all. */
  readonly only?: string | undefined;
  /** No round starts after it aborts. */
  readonly signal?: AbortSignal;
  /** Called after each round, with the output of its runs. */
  onRound(recorded: Recorded, output: string): void;
}

/** Plays the rounds. */
export async function playCampaign(options: CampaignOptions): Promise<void> {
  await using lab = await makeLab();
  const clean = await prepare(lab);
  const waiting = [...options.rounds];
  const work = async (): Promise<void> => {
    for (let round = waiting.shift(); round !== undefined; round = waiting.shift()) {
      if (options.signal?.aborted) return;
      const { recorded, output } = await playNumber(lab, clean, options, round);
      options.onRound(recorded, output);
    }
  };
  await Promise.all(Array.from({ length: options.jobs }, work));
}

/** Learns what a run does that starts from the lab's saved VM; saves one first, where none of an earlier campaign fits. */
async function prepare(lab: Lab): Promise<Clean> {
  let reason: unknown;
  for (const attempt of [0, 1, 2]) {
    // On a busy machine, the first boot takes longer than demotool waits for the agent of an unknown image.
    const env = {
      CAMPAIGN_READY_DELAY: String(attempt * 30_000),
      DEMOTOOL_BOOT_TIMEOUT: "150",
      CAMPAIGN_TEST_TIMEOUT: "150000",
    };
    const play = (): Promise<Clean | undefined> => runClean(lab, `r0-${attempt}`, { env });
    try {
      const clean = (await play()) ?? (await play());
      if (clean !== undefined) return clean;
    } catch (error) {
      reason = error;
    }
  }
  throw new Error("runs without faults do not pass", { cause: reason });
}

async function playNumber(
  lab: Lab,
  clean: Clean,
  { seed, only = "" }: CampaignOptions,
  round: number,
): Promise<{ recorded: Recorded; output: string }> {
  const key = `${seed} round ${round}`;
  const kind = kindOf(
    seed,
    round,
    faultKinds.filter(({ name }) => name.includes(only)),
  );
  const reason = kind.unavailable?.(lab);
  const { output, ...result } =
    reason === undefined
      ? await playRound(lab, clean, kind, key, `r${round}`).catch(brokenRound)
      : { ...noRound, fault: `not possible here: ${reason}` };
  return { recorded: { seed, round, kind: kind.name, ...result, build: lab.build }, output };
}

const noRound: RoundResult = { fault: "", missed: 0, hit: false, failures: [], durationMs: 0, output: "" };

/** An error of the campaign itself also counts as a failure of the round. */
function brokenRound(error: unknown): RoundResult {
  const reason = error instanceof Error ? error.message : String(error);
  return { ...noRound, failures: [`campaign: ${reason}`], output: reason };
}
