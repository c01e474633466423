// The second way to start a VM: from the saved state of a ready VM of the plain image.
import type { Start } from "./start.ts";
import { SavedState } from "./warm/saved-state.ts";
import type { SavedStates } from "./warm/saved-states.ts";

/** Starts from the plain state. */
export function plainState({ store, facts }: SavedStates): Start {
  const saved = new SavedState(store, facts);
  return {
    name: "plain state",
    attempt: (host) => saved.attempt(host),
    keep: (host, machine) => saved.keep(host, machine),
    release: () => saved.release(),
  };
}
