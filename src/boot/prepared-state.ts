// The first way to start a VM: from the saved state of a prepared VM.
import type { LaunchRequest, Preparation } from "./launch-request.ts";
import type { Start } from "./start.ts";
import { SavedState } from "./warm/saved-state.ts";
import type { SavedStates } from "./warm/saved-states.ts";

/**
 * Starts from the prepared state, or prepares the VM of a later start.
 *
 * @param states undefined: saved states are off, and each VM is prepared
 */
export function preparedState(
  prepare: Preparation,
  { options: { keyboardLayout }, imageLayout, signal }: LaunchRequest,
  states: SavedStates | undefined,
): Start {
  const layout = keyboardLayout === imageLayout ? undefined : keyboardLayout;
  const saved = states && new SavedState(states.store, { ...states.facts, prepared: prepare.digest, layout });
  let hasLayout = true;
  return {
    name: "prepared state",
    attempt: async (host) => saved?.attempt(host),
    complete: async (machine) => {
      // Before the preparation, which may type.
      hasLayout = await machine.layout.ensure(layout, signal);
      await prepare.run(machine);
    },
    // A state whose guest could not be set would be taken for one that has the layout.
    keep: async (host, machine) => (hasLayout ? ((await saved?.keep(host, machine)) ?? true) : true),
    release: async () => saved?.release(),
  };
}
