// The second start: from the saved state of a VM that was ready, with nothing but its image.
import type { Start } from "./start.ts";
import { SavedState } from "./warm/saved-state.ts";
import type { SavedStates } from "./warm/saved-states.ts";

/** A VM from the plain state. */
export function plainState({ store, facts }: SavedStates): Start {
  const saved = new SavedState(store, facts);
  return {
    name: "plain state",
    attempt: (host) => saved.attempt(host),
    keep: (host, machine) => saved.keep(host, machine),
    release: () => saved.release(),
  };
}
