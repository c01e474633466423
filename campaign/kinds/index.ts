// The kinds of faults.
import { randomOf } from "../support/random.ts";
import { clockJump } from "./clock.ts";
import { hostileAgent } from "./hostile-agent.ts";
import { hostileImage } from "./hostile-image.ts";
import { hostileJson } from "./hostile-json.ts";
import { hostilePng } from "./hostile-png.ts";
import { hostileScreen } from "./hostile-screen.ts";
import { kills } from "./kill.ts";
import type { FaultKind } from "./kind.ts";
import { noAccess } from "./no-access.ts";
import { fileLimits } from "./no-files.ts";
import { fullDisks, smallStates } from "./no-space.ts";
import { stops } from "./stop.ts";
import { stranger } from "./stranger.ts";

/** All kinds. Every change of this list changes what the rounds of a seed are. */
export const faultKinds: readonly FaultKind[] = [
  ...kills,
  ...stops,
  ...fullDisks,
  smallStates,
  ...fileLimits,
  noAccess,
  clockJump,
  hostileJson,
  hostileImage,
  hostilePng,
  hostileAgent,
  hostileScreen,
  stranger,
];

/**
 * The kind of a round: the rounds of a seed go through all kinds in a random order, then through them in another one.
 *
 * @param round from 1
 */
export function kindOf(seed: number, round: number, kinds: readonly FaultKind[] = faultKinds): FaultKind {
  const deck = kinds.flatMap((kind) => Array.from({ length: kind.weight ?? 1 }, () => kind));
  const time = Math.floor((round - 1) / deck.length);
  const random = randomOf(`${seed} kinds ${time}`);
  const shuffled = deck.map((kind) => ({ kind, order: random.fraction() })).sort((a, b) => a.order - b.order);
  const kind = shuffled[(round - 1) % deck.length]?.kind;
  if (kind === undefined) throw new RangeError("there is no kind of fault to draw from");
  return kind;
}
