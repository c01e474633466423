// Captures evidence of a failed test: the last frame, the serial log and a video of the last seconds.
import type { DemoOutput } from "../base/demo-output.ts";
import { describeThrown } from "../base/errors.ts";
import type { Frame } from "../base/geometry/frame.ts";
import type { LiveScreen } from "../base/live-screen.ts";
import { log } from "../base/log.ts";
import { Deadline } from "../base/time/deadline.ts";
import type { Machine } from "../machine/machine.ts";
import { captureFrame } from "../machine/screenshot.ts";
import { saveSerialLog } from "../machine/serial-log.ts";
import { writeClip } from "../recording/buffer/clip-writer.ts";
import { ScreenBuffer } from "../recording/buffer/screen-buffer.ts";
import { writePng } from "../screen/files/png.ts";

/** Time limits in milliseconds: a failed test must end even if its VM hangs. */
const limitMs = { screen: 10_000, serialLog: 10_000, sections: 30_000, video: 30_000 } as const;

/** File names of the artifacts. The second attempt of a test writes `failure-2.png`, and so on. */
const files = {
  screen: { file: "failure.png", contentType: "image/png" },
  serialLog: { file: "failure-serial.log", contentType: "text/plain" },
  video: { file: "failure.mp4", contentType: "video/mp4" },
} as const;

type Artifact = keyof typeof files;
type Make = (path: string, deadline: Deadline) => Promise<unknown>;

/** Matches the file names of failure artifacts, including those of failed waits and boots. */
export const failureFile =
  /^(failure(-\d+)?(\.png|(\.partial|\.finishing)?\.mp4)|failure-serial(-\d+)?\.log|not-as-expected(-\d+)?(-comparison)?\.png|boot-failure\.png|boot-serial\.log)$/;

/** Captures the failure artifacts of one VM's tests. */
export class FailureArtifacts implements Disposable {
  readonly #machine: Machine;
  readonly #videoMs: number;
  #screen: LiveScreen | undefined;
  #buffer: ScreenBuffer | undefined;

  /** @param videoMs length in milliseconds of the video of a failed test's end; 0: none */
  constructor(machine: Machine, videoMs: number) {
    this.#machine = machine;
    this.#videoMs = videoMs;
  }

  /** Restarts the video of the last seconds for a test. Never throws. */
  async startTest(): Promise<void> {
    if (this.#videoMs === 0) return;
    try {
      const screen = await this.#machine.vnc();
      if (screen === this.#screen) return this.#buffer?.restart();
      this.#buffer?.[Symbol.dispose]();
      this.#buffer = new ScreenBuffer(screen, { lengthMs: this.#videoMs });
      this.#screen = screen;
    } catch (error) {
      log.debug("the screen cannot be buffered", { domain: this.#machine.domain.name, reason: describeThrown(error) });
    }
  }

  /**
   * Saves the last frame, the serial log and a video of the last seconds, and ends the recordings. Never throws, and
   * takes 80 s at most.
   *
   * @param attempt number of the test's attempt, from 1
   */
  async captureFailure(output: DemoOutput, attempt: number): Promise<void> {
    const { description, recordings, domain } = this.#machine;
    const live = await this.#lastFrame();
    const past = this.#buffer?.take();
    await this.#within(limitMs.sections, "end of the recordings", () => recordings.end());
    const save = (artifact: Artifact, make: Make) => this.#save(output, artifact, attempt, make);
    const saved = [
      live && (await save("screen", (path) => writePng(path, live))),
      await save("serialLog", (path) => saveSerialLog(description.serialLog, path)),
      past && (await save("video", (path, deadline) => writeClip(past, path, deadline))),
    ];
    const files = saved.filter(Boolean).join(", ");
    log.info("the test failed: these files show what the VM displayed", {
      domain: domain.name,
      directory: output.directory,
      files,
    });
  }

  [Symbol.dispose](): void {
    this.#buffer?.[Symbol.dispose]();
  }

  /** The current frame, or the last one received if the connection is gone. */
  async #lastFrame(): Promise<Frame | undefined> {
    const now = await this.#within(limitMs.screen, "a screenshot", () => captureFrame(this.#machine));
    return now ?? this.#screen?.snapshot();
  }

  async #save(output: DemoOutput, artifact: Artifact, attempt: number, make: Make): Promise<string | undefined> {
    const { file: name, contentType } = files[artifact];
    const file = attempt === 1 ? name : name.replace(/(?=\.\w+$)/, `-${attempt}`);
    return this.#within(limitMs[artifact], file, async (deadline) => {
      const path = output.path(file);
      await make(path, deadline);
      output.publish?.({ path, title: file, contentType });
      return file;
    });
  }

  /** A failed capture must not hide the test's own failure. */
  async #within<T>(limitMs: number, what: string, work: (deadline: Deadline) => Promise<T>): Promise<T | undefined> {
    const deadline = Deadline.after(limitMs, what);
    try {
      return await deadline.race(work(deadline));
    } catch (error) {
      const domain = this.#machine.domain.name;
      log.warn(`could not capture ${what} of the failed test`, { domain, reason: describeThrown(error) });
      return undefined;
    }
  }
}
