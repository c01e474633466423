// Finds the saved states that a VM may start from.
import { describeThrown } from "../../base/errors.ts";
import { log } from "../../base/log.ts";
import type { PreparedHost } from "../prepare-host.ts";
import { hardwareDigest, hostIdentity, imageIdentity, stateFormat, type WarmFacts } from "./key.ts";
import { WarmStore } from "./store.ts";

/** The store, and the facts of the VM's plain state. */
export interface SavedStates {
  readonly store: WarmStore;
  readonly facts: WarmFacts;
}

/**
 * The states for a VM. Undefined if its options or the environment forbid them or, with a warning, if their
 * dependencies are unknown. Removes states that no VM can start from any more.
 */
export async function findSavedStates(host: PreparedHost): Promise<SavedStates | undefined> {
  const { connection, plan, request, usesSavedStates } = host;
  const image = request.warm;
  if (image === undefined || !usesSavedStates) return undefined;
  const store = new WarmStore(image.directory);
  try {
    const facts: WarmFacts = {
      format: stateFormat,
      image: await imageIdentity(image, image.path),
      host: hostIdentity(await connection.versions(), plan.emulator),
      hardware: hardwareDigest({ ...plan, disk: "", serialLog: "", owner: "" }),
      stable: request.options.stable,
    };
    await store.sweep(facts);
    return { store, facts };
  } catch (error) {
    log.warn("saved VMs cannot be used on this host: each VM boots", { reason: describeThrown(error) });
    return undefined;
  }
}
