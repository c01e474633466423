// Records sections of a demo as actions in its journal.
import { relative } from "node:path";
import type { DemoOutput } from "../base/demo-output.ts";
import type { Actor } from "../base/journal/actor.ts";
import type { Recordings } from "../machine/recordings.ts";
import type { Section } from "../machine/section.ts";
import type { RecordingOptions } from "../recording/recorder.ts";

/** The parts of a VM that recording needs. */
export interface SectionRecorder {
  readonly recordings: Recordings;
  /** The demo whose directory the videos are in. */
  readonly demo: DemoOutput;
  readonly actor: Actor;
}

/** Records while `body` runs, for `vm.record`. */
export function recordDuring<T>(
  { recordings, demo, actor }: SectionRecorder,
  name: string,
  body: (section: Section) => T | Promise<T>,
  options: RecordingOptions | undefined,
): Promise<T> {
  return actor.act({ kind: "record", details: { name } }, (action) => {
    const during = (section: Section): T | Promise<T> => {
      action.update(videoOf(section));
      return body(section);
    };
    return recordings.during(demo, name, during, options);
  });
}

/** Begins a recording; its action lasts until the section ends. */
export async function beginRecording(
  { recordings, demo, actor }: SectionRecorder,
  name: string,
  options: RecordingOptions | undefined,
): Promise<Section> {
  const action = actor.begin({ kind: "record", details: { name } });
  const ended = (_section: Section, error: unknown): void =>
    error === undefined ? action.succeed() : action.fail(error);
  try {
    const section = await recordings.begin(demo, name, options, ended);
    action.update(videoOf(section));
    return section;
  } catch (error) {
    action.fail(error);
    throw error;
  }
}

/** The video as the journal describes it. */
function videoOf({ path, demo, timeZero }: Section): { readonly path: string; readonly timeZero: number } {
  return { path: relative(demo.directory, path), timeZero };
}
