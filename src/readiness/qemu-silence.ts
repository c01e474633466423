// Asks QEMU a question again and again, to notice when it no longer answers.
import type { ProcessSample } from "../base/process/qemu-process.ts";
import type { Domain } from "../libvirt/domain.ts";

/** Milliseconds without an answer after which QEMU stands still. */
const idleSilenceMs = 5000;

/** The same for a QEMU that uses CPU time: on a busy host it may just be slow. */
const busySilenceMs = 15_000;

/** Clock ticks of CPU time that a process may use and still count as idle. */
const idleTicks = 2;

/** The answers of one domain's QEMU. */
export class QemuSilence {
  readonly #domain: Domain;
  #question: { readonly since: number; readonly cpuTicks: number | undefined } | undefined;

  constructor(domain: Domain) {
    this.#domain = domain;
  }

  /**
   * Asks unless a question is open.
   *
   * @param sample QEMU's process; undefined if it cannot be seen
   * @returns how long QEMU has not answered, in milliseconds, if that is too long
   */
  listen(sample: ProcessSample | undefined): number | undefined {
    if (this.#question === undefined) return void this.#ask(sample);
    const { since, cpuTicks } = this.#question;
    const silentMs = performance.now() - since;
    const idle = sample === undefined || cpuTicks === undefined || sample.cpuTicks - cpuTicks <= idleTicks;
    return silentMs >= (idle ? idleSilenceMs : busySilenceMs) ? silentMs : undefined;
  }

  /** Forgets the open question: QEMU cannot answer it now. */
  forget(): void {
    this.#question = undefined;
  }

  #ask(sample: ProcessSample | undefined): void {
    const question = { since: performance.now(), cpuTicks: sample?.cpuTicks };
    this.#question = question;
    const answered = (): void => {
      if (this.#question === question) this.#question = undefined;
    };
    // A failure of libvirt says nothing about QEMU.
    this.#domain.monitorCommand("query-status").then(answered, answered);
  }
}
