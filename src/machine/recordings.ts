// The recordings of one VM: its open sections and their steps.
import type { DemoOutput } from "../base/demo-output.ts";
import { OptionError } from "../base/errors.ts";
import type { Action } from "../base/journal/action.ts";
import type { ActionEvent, ActionEvents } from "../base/journal/actor.ts";
import type { LiveScreen } from "../base/live-screen.ts";
import { checkRecordingOptions, type RecordingOptions, startRecording } from "../recording/recorder.ts";
import { abandonQuietly, removeEarlier, Section, type SectionEnd } from "./section.ts";

/** Records one VM's screen. Sections may follow one another, nest and overlap. */
export class Recordings {
  readonly #screen: () => Promise<LiveScreen>;
  readonly #open = new Set<Section>();
  readonly #endsOfSteps = new WeakMap<Action, readonly ((time: number) => void)[]>();

  /**
   * @param screen returns the VM's screen; called when a recording begins
   * @param events the VM's actions, whose steps go into all open sections
   */
  constructor(screen: () => Promise<LiveScreen>, events: ActionEvents) {
    this.#screen = screen;
    events.subscribe((event) => this.#follow(event));
  }

  /**
   * Begins a recording.
   *
   * @param ended called when it has ended
   * @throws {OptionError} when the name or an option is invalid; nothing has begun then
   */
  async begin(
    demo: DemoOutput,
    name: string,
    options: RecordingOptions = {},
    ended: SectionEnd = () => {},
  ): Promise<Section> {
    checkName(name);
    checkRecordingOptions(options);
    const path = demo.newPath(name, "mp4");
    await removeEarlier(path);
    const recording = await startRecording(await this.#screen(), path, options);
    const section = new Section(name, demo, recording, (section, error) => {
      this.#open.delete(section);
      ended(section, error);
    });
    this.#open.add(section);
    return section;
  }

  /** Records while `body` runs. If it throws, keeps the partial video and rethrows. */
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

  /** Abandons the open sections of all demos or of one, keeping partial videos. Never rejects. */
  async end(demo?: DemoOutput): Promise<void> {
    const open = [...this.#open].filter((section) => demo === undefined || section.demo === demo);
    await Promise.all(open.map(abandonQuietly));
  }

  /** Adds a step to the sections that are open when it begins. */
  #follow({ type, action }: ActionEvent): void {
    if (action.kind !== "step") return;
    const { details, start, end } = action;
    if (type === "begin") {
      const ends = [...this.#open].map((section) => section.beginStep(details.title, start));
      this.#endsOfSteps.set(action, ends);
    }
    if (end !== undefined) for (const endStep of this.#endsOfSteps.get(action) ?? []) endStep(end);
  }
}

function checkName(name: unknown): void {
  // The demo rejects paths outside its directory.
  if (typeof name === "string" && /[^\s.]/.test(name.slice(name.lastIndexOf("/") + 1))) return;
  throw new OptionError({
    headline: "a recording needs a valid file name",
    facts: { name: String(name).slice(0, 100) },
    next: 'give a name such as "launch": the video is <name>.mp4 in the demo\'s directory',
  });
}
