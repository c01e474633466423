// The first way to start a VM: from the saved state of a prepared VM.
import type { Preparation } from "./launch-request.ts";
import type { Start } from "./start.ts";
import { SavedState } from "./warm/saved-state.ts";
import type { SavedStates } from "./warm/saved-states.ts";

/**
 * Starts from the prepared state, or prepares the VM of a later start.
 *
 * @param states undefined: saved states are off, and each VM is prepared
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
