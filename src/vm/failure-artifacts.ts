// Sees what a VM shows while a test runs, and tells what it was when the test has failed.
import { copyFile } from "node:fs/promises";
import type { DemoOutput } from "../base/demo-output.ts";
import { describeThrown } from "../base/errors.ts";
import type { Frame } from "../base/geometry/frame.ts";
import type { LiveScreen } from "../base/live-screen.ts";
import { log } from "../base/log.ts";
import { Deadline } from "../base/time/deadline.ts";
import type { Machine } from "../machine/machine.ts";
import { captureFrame } from "../machine/screenshot.ts";
import { writeClip } from "../recording/buffer/clip-writer.ts";
import { ScreenBuffer } from "../recording/buffer/screen-buffer.ts";
import { writePng } from "../screen/files/png.ts";

/** Seconds for each piece of evidence: a test that has failed must end, whatever is wrong with its VM. */
const limits = { screen: 10, serialLog: 10, sections: 30, video: 30 } as const;

/** What is kept of a failure, by file name; the second attempt of a test has `failure-2.png`, and so on. */
const files = {
  screen: { file: "failure.png", contentType: "image/png" },
  serialLog: { file: "failure-serial.log", contentType: "text/plain" },
  video: { file: "failure.mp4", contentType: "video/mp4" },
} as const;

type Piece = keyof typeof files;
type Make = (path: string, deadline: Deadline) => Promise<unknown>;

/** Matches the names of the files that tell of a failure, those of a wait and of a boot included. */
export const failureFile =
  /^(failure(-\d+)?\.(png|mp4)|failure-serial(-\d+)?\.log|not-as-expected(-\d+)?(-comparison)?\.png|boot-failure\.png|boot-serial\.log)$/;

/** The witness of one VM's tests. It sees nothing more once the VM is gone, or it is disposed of. */
export class FailureArtifacts implements Disposable {
  readonly #machine: Machine;
  readonly #seconds: number;
  #screen: LiveScreen | undefined;
  #recent: ScreenBuffer | undefined;

  /** @param seconds how much of a failed test's end becomes a video; 0: none */
  constructor(machine: Machine, seconds: number) {
    this.#machine = machine;
    this.#seconds = seconds;
  }

  /** A test begins: what was before it is of no interest. It never throws. */
  async startTest(): Promise<void> {
    if (this.#seconds === 0) return;
    try {
      const screen = await this.#machine.vnc();
      if (screen === this.#screen) return this.#recent?.restart();
      this.#recent?.[Symbol.dispose]();
      this.#recent = new ScreenBuffer(screen, { seconds: this.#seconds });
      this.#screen = screen;
    } catch (error) {
      log.debug("the screen cannot be watched", { domain: this.#machine.domain.name, reason: describeThrown(error) });
    }
  }

  /**
   * The test has failed: saves the last picture, the serial log and a video of the last seconds, and ends what was being
   * recorded. It never throws, and takes little more than a minute at worst.
   *
   * @param attempt counts the attempts of a test that is tried again, from 1
   */
  async captureFailure(output: DemoOutput, attempt: number): Promise<void> {
    const { description, recordings, domain } = this.#machine;
    const live = await this.#picture();
    const past = this.#recent?.take();
    await this.#within(limits.sections, "end of the recordings", () => recordings.end());
    const save = (piece: Piece, make: Make) => this.#save(output, piece, attempt, make);
    const saved = [
      live && (await save("screen", (path) => writePng(path, live))),
      await save("serialLog", (path) => copyFile(description.serialLog, path)),
      past && (await save("video", (path, deadline) => writeClip(past, path, deadline))),
    ];
    const files = saved.filter(Boolean).join(", ");
    log.info("the test failed: see what the VM showed", { domain: domain.name, directory: output.directory, files });
  }

  [Symbol.dispose](): void {
    this.#recent?.[Symbol.dispose]();
  }

  /** The screen now; where it can be seen no more, as it was last. */
  async #picture(): Promise<Frame | undefined> {
    const now = await this.#within(limits.screen, "a picture of the screen", () => captureFrame(this.#machine));
    return now ?? this.#screen?.snapshot();
  }

  async #save(output: DemoOutput, piece: Piece, attempt: number, make: Make): Promise<string | undefined> {
    const { file: name, contentType } = files[piece];
    const file = attempt === 1 ? name : name.replace(/(?=\.\w+$)/, `-${attempt}`);
    return this.#within(limits[piece], file, async (deadline) => {
      const path = output.path(file);
      await make(path, deadline);
      output.publish?.({ path, title: file, contentType });
      return file;
    });
  }

  /** A failure to tell of the failure must not hide it. */
  async #within<T>(seconds: number, what: string, work: (deadline: Deadline) => Promise<T>): Promise<T | undefined> {
    const deadline = Deadline.after(seconds, what);
    try {
      return await deadline.race(work(deadline));
    } catch (error) {
      const domain = this.#machine.domain.name;
      log.warn(`the failed test has to do without ${what}`, { domain, reason: describeThrown(error) });
      return undefined;
    }
  }
}
