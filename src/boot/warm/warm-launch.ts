// A VM that starts from a saved state if there is one, and leaves one for the next if there is none.
import { describeThrown } from "../../base/errors.ts";
import { log } from "../../base/log.ts";
import type { Machine } from "../../machine/machine.ts";
import { bootCold } from "../cold-boot.ts";
import type { WarmImage } from "../launch-request.ts";
import type { PreparedHost } from "../prepare-host.ts";
import { hardwareDigest, hostIdentity, imageIdentity, stateFormat, type WarmFacts } from "./key.ts";
import { restoreVm, UnusableStateError } from "./restore-vm.ts";
import { saveVmState } from "./save-vm-state.ts";
import { WarmStore } from "./store.ts";

/** A ready VM, however it came to be. Whatever keeps it from being started or saved warm costs a warning and a boot. */
export async function launchWarm(ground: PreparedHost, image: WarmImage): Promise<Machine> {
  const { prepare } = ground.request;
  const store = new WarmStore(image.directory);
  const plain = await known(ground, image, store);
  const boot = (): Promise<Machine> =>
    plain ? fromState(ground, store, plain, () => bootCold(ground)) : bootCold(ground);
  if (prepare === undefined) return boot();
  const prepared = async (): Promise<Machine> => {
    const machine = await boot();
    await prepare.run(machine);
    return machine;
  };
  return plain ? fromState(ground, store, { ...plain, prepared: prepare.digest }, prepared) : prepared();
}

/** What the VM's state depends on; undefined where that cannot be found out. */
async function known(ground: PreparedHost, image: WarmImage, store: WarmStore): Promise<WarmFacts | undefined> {
  try {
    const { emulator } = ground.plan;
    const facts: WarmFacts = {
      format: stateFormat,
      image: await imageIdentity(image, image.path),
      host: hostIdentity(await ground.connection.versions(), emulator),
      hardware: hardwareDigest({ ...ground.plan, disk: "", serialLog: "" }),
    };
    await store.sweep(facts);
    return facts;
  } catch (error) {
    log.warn("saved VMs cannot be used here: each VM boots", { reason: describeThrown(error) });
    return undefined;
  }
}

/** A VM from the state for these facts; where there is none, `make` makes it, and its state is kept. */
async function fromState(
  ground: PreparedHost,
  store: WarmStore,
  facts: WarmFacts,
  make: () => Promise<Machine>,
): Promise<Machine> {
  const { name: domain, signal } = ground.request;
  const first = await attempt(ground, store, facts);
  if (typeof first === "object") return first;
  const onWait = (holder: number): void =>
    log.info("another process makes the state that this VM is to be started from: waiting for it", { domain, holder });
  await using lock = await store.lock(facts, { signal, onWait }).catch((error: unknown) => {
    signal?.throwIfAborted();
    log.warn("the VM cannot be saved: the next one boots as well", { domain, reason: describeThrown(error) });
    return undefined;
  });
  if (first === "absent" && lock && (await store.find(facts))) {
    // Whoever held the lock has made one: nobody else who waited for it need wait for this VM as well.
    await lock.release();
    const second = await attempt(ground, store, facts);
    return typeof second === "object" ? second : make();
  }
  // Awaited here: the lock is held until the state is there.
  return lock ? await kept(ground, store, facts, make) : await make();
}

/** A new VM, whose state is kept. One that does not outlive that is replaced. */
async function kept(
  ground: PreparedHost,
  store: WarmStore,
  facts: WarmFacts,
  make: () => Promise<Machine>,
): Promise<Machine> {
  const { name: domain, signal } = ground.request;
  const before = ground.resources.held.length;
  const machine = await make();
  try {
    await saveVmState(ground, store, facts, machine);
    return machine;
  } catch (error) {
    signal?.throwIfAborted();
    const reason = describeThrown(error);
    log.warn("the VM did not go on after it was saved: another one is started", { domain, reason });
    await ground.resources.rewind(before);
    return make();
  }
}

async function attempt(
  ground: PreparedHost,
  store: WarmStore,
  facts: WarmFacts,
): Promise<Machine | "absent" | "failed"> {
  const { name: domain, signal } = ground.request;
  const before = ground.resources.held.length;
  const state = await store.find(facts);
  if (state === undefined) return "absent";
  try {
    return await restoreVm(ground, state);
  } catch (error) {
    await ground.resources.rewind(before);
    signal?.throwIfAborted();
    if (error instanceof UnusableStateError) {
      await store.discard(state, describeThrown(error.cause));
      return "absent";
    }
    log.warn("the VM could not be started warm: it boots", { domain, reason: describeThrown(error) });
    return "failed";
  }
}
