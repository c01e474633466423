// The first start: from the saved state of a VM that was prepared already.
import type { Preparation } from "./launch-request.ts";
import type { Start } from "./start.ts";
import { SavedState } from "./warm/saved-state.ts";
import type { SavedStates } from "./warm/saved-states.ts";

/**
 * A VM from the prepared state. The VM of a later start is prepared instead.
 *
 * @param states undefined: no saved state is used, and each VM is prepared
 */
export function preparedState(prepare: Preparation, states: SavedStates | undefined): Start {
  const saved = states && new SavedState(states.store, { ...states.facts, prepared: prepare.digest });
  return {
    name: "prepared state",
    attempt: async (host) => saved?.attempt(host),
    complete: (machine) => prepare.run(machine),
    keep: async (host, machine) => (await saved?.keep(host, machine)) ?? true,
    release: async () => saved?.release(),
  };
}
