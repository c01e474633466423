// The keyboard layout that the desktop in a machine's guest is set to.
import { describeThrown } from "../base/errors.ts";
import { log } from "../base/log.ts";
import { Deadline } from "../base/time/deadline.ts";
import { toHundredths } from "../base/time/round.ts";
import { toSeconds } from "../base/time/seconds.ts";
import type { GuestAgent } from "../guest/agent.ts";
import { setKeyboardLayout } from "../guest/keyboard-layout/index.ts";
import { type KeyboardLayoutName, partsOfName } from "../input/keys/layouts/index.ts";
import type { LackingLayout } from "../readiness/plan.ts";

/** Milliseconds for a guest that is busy under emulation. */
const settingMs = 60_000;

/** The parts of a machine that setting the layout needs. */
export interface LayoutMachine {
  readonly domain: { readonly name: string };
  readonly agent: GuestAgent;
  findAgent(): Promise<boolean>;
}

/** Sets the layout of the desktop, where it is not known to have it already. */
export class GuestLayout {
  readonly #machine: LayoutMachine;
  /** What the guest has; undefined if unknown. */
  #current: KeyboardLayoutName | undefined;

  /** @param current what the guest starts with; undefined if unknown */
  constructor(machine: LayoutMachine, current: KeyboardLayoutName | undefined) {
    this.#machine = machine;
    this.#current = current;
  }

  /**
   * Returns the layout if the guest is not known to have it, for a program in the guest that sets it beside other
   * things. Where that fails, {@link ensure} tries again, and says why it failed.
   *
   * @param wanted undefined: whatever the guest has
   */
  lacking(wanted: KeyboardLayoutName | undefined): LackingLayout | undefined {
    if (wanted === undefined || wanted === this.#current) return undefined;
    const onSet = (): void => {
      this.#current = wanted;
      log.info("keyboard layout set with the clock", {
        domain: this.#machine.domain.name,
        keyboardLayout: wanted,
      });
    };
    return { layout: partsOfName(wanted), onSet };
  }

  /**
   * Sets the layout; resolves when the guest has it. A guest that cannot be set keeps its own, with a warning.
   *
   * @param wanted undefined: whatever the guest has
   * @returns whether the guest has it
   * @throws {AbortedError} when the signal ends it
   */
  async ensure(wanted: KeyboardLayoutName | undefined, signal: AbortSignal | undefined): Promise<boolean> {
    if (wanted === undefined || wanted === this.#current) return true;
    const facts = { domain: this.#machine.domain.name, keyboardLayout: wanted };
    const start = performance.now();
    const failure = await this.#set(wanted, signal).catch((error: unknown) => {
      signal?.throwIfAborted();
      return describeThrown(error);
    });
    if (failure !== undefined) {
      log.warn("could not set the guest's keyboard layout: texts are right only if it has this layout already", {
        ...facts,
        reason: failure,
      });
      return false;
    }
    this.#current = wanted;
    log.info("keyboard layout set", { ...facts, seconds: toHundredths(toSeconds(performance.now() - start)) });
    return true;
  }

  async #set(wanted: KeyboardLayoutName, signal: AbortSignal | undefined): Promise<string | undefined> {
    if (!(await this.#machine.findAgent())) return "the guest has no agent";
    using deadline = Deadline.after(settingMs, `setting the keyboard layout ${wanted}`, { signal });
    return setKeyboardLayout(this.#machine.agent, partsOfName(wanted), deadline);
  }
}
