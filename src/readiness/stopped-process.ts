// Notices that a QEMU process was stopped by a signal, and stays so.
import { type ProcessSample, qemuProcesses } from "../base/process/qemu-process.ts";

/** A process or guest that was stopped for a moment, by a debugger for example, does not stand still. */
export const confirmMs = 1000;

/** Milliseconds after which a process is looked for: until then, most VMs are ready that start from a saved state. */
export const processAfterMs = 4000;

/** Looks at one process again and again. */
export class StoppedProcess {
  #stopped: (ProcessSample & { readonly since: number }) | undefined;

  /** Whether it was stopped at the last look. */
  get isSuspected(): boolean {
    return this.#stopped !== undefined;
  }

  /** Whether it is stopped for a second. One that is stopped again and again, to slow it down, uses CPU time in between. */
  look(sample: ProcessSample | undefined): boolean {
    if (sample === undefined || !/^[Tt]$/.test(sample.state)) {
      this.#stopped = undefined;
      return false;
    }
    if (this.#stopped?.cpuTicks !== sample.cpuTicks) this.#stopped = { ...sample, since: performance.now() };
    return isConfirmed(this.#stopped?.since);
  }
}

/** Whether a state that was first seen then has lasted long enough. */
export function isConfirmed(since: number | undefined): boolean {
  return since !== undefined && performance.now() - since >= confirmMs * 0.9;
}

/** The QEMU process with a text in its command line; undefined if there is none, or the host cannot tell now. */
export function qemuWith(text: string): number | undefined {
  try {
    return qemuProcesses(text)[0]?.pid;
  } catch {
    return undefined;
  }
}
