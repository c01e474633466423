// The recordings of one VM: the sections under way, and the steps in them.
import type { DemoOutput } from "../base/demo-output.ts";
import { describeThrown, OptionError } from "../base/errors.ts";
import type { LiveScreen } from "../base/live-screen.ts";
import { log } from "../base/log.ts";
import { toTenths } from "../base/time/round.ts";
import { checkRecordingOptions, type RecordingOptions, startRecording } from "../recording/recorder.ts";
import { abandonQuietly, removeEarlier, Section } from "./section.ts";

/** Longest title of a step in characters: players show chapters and captions on a line or two. */
const longestTitle = 200;

/** Everything that records one VM's screen. Sections may follow one another, nest, and overlap. */
export class Recordings {
  readonly #screen: () => Promise<LiveScreen>;
  readonly #open = new Set<Section>();

  /** @param screen the VM's screen, asked for when a recording begins */
  constructor(screen: () => Promise<LiveScreen>) {
    this.#screen = screen;
  }

  /**
   * Begins a recording.
   *
   * @throws {OptionError} when the name or an option cannot be used; then nothing has begun
   */
  async begin(demo: DemoOutput, name: string, options: RecordingOptions = {}): Promise<Section> {
    checkName(name);
    checkRecordingOptions(options);
    const path = demo.newPath(name, "mp4");
    await removeEarlier(path);
    const recording = await startRecording(await this.#screen(), path, options);
    const section = new Section(name, demo, recording, (ended) => this.#open.delete(ended));
    this.#open.add(section);
    return section;
  }

  /** Records while `body` runs. If it throws, the error passes through and the video is kept as a partial one. */
  async during<T>(
    demo: DemoOutput,
    name: string,
    body: (section: Section) => T | Promise<T>,
    options?: RecordingOptions,
  ): Promise<T> {
    const section = await this.begin(demo, name, options);
    let value: T;
    try {
      value = await body(section);
    } catch (error) {
      await abandonQuietly(section);
      throw error;
    }
    await section.finish();
    return value;
  }

  /** Runs a step: it goes to the log and into every section that is being recorded. */
  async step<T>(title: string, body: () => T | Promise<T>): Promise<T> {
    const line = checkTitle(title);
    const start = performance.now();
    const seconds = (): number => toTenths((performance.now() - start) / 1000);
    const ends = [...this.#open].map((section) => section.beginStep(line));
    log.debug(`step begins: ${line}`);
    try {
      const value = await body();
      log.info(`step: ${line}`, { seconds: seconds() });
      return value;
    } catch (error) {
      log.info(`step failed: ${line}`, { seconds: seconds(), reason: describeThrown(error) });
      throw error;
    } finally {
      for (const end of ends) end();
    }
  }

  /** Ends, as partial videos, the sections that are still open: all, or those of one demo. It never throws. */
  async end(demo?: DemoOutput): Promise<void> {
    const open = [...this.#open].filter((section) => demo === undefined || section.demo === demo);
    await Promise.all(open.map(abandonQuietly));
  }
}

function checkName(name: unknown): void {
  // The demo itself refuses paths outside of its directory.
  if (typeof name === "string" && /[^/\s.][^/]*$/.test(name)) return;
  throw new OptionError({
    headline: "a recording needs a valid file name",
    facts: { name: String(name) },
    next: 'give a name such as "launch": the video is <name>.mp4 in the demo\'s directory',
  });
}

function checkTitle(title: unknown): string {
  const line = typeof title === "string" ? title.replaceAll(/\s+/g, " ").trim() : "";
  if (line !== "" && line.length <= longestTitle) return line;
  throw new OptionError({
    headline: "a step needs a title of one short line",
    facts: { title: String(title).slice(0, longestTitle) },
    next: `give a line of at most ${longestTitle} characters, as in vm.step("Open the menu", async () => …)`,
  });
}
