// Actors with a journal in the test's own directory, and what they write.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { DemoOutput } from "../../src/base/demo-output.ts";
import { type ActionEvent, ActionEvents, Actor } from "../../src/base/journal/actor.ts";
import { Journal, type JournalOptions } from "../../src/base/journal/journal.ts";
import { journalFile } from "../../src/base/journal/lines.ts";
import { outputDirectory } from "../../src/demo/output-directory.ts";
import { testDirectory } from "./domains.ts";

/** An actor and its recorded actions. */
export interface JournalStage {
  readonly actor: Actor;
  readonly events: ActionEvent[];
  readonly output: DemoOutput;
  /** The journal's path. */
  readonly path: string;
  /** The journal's current lines. */
  lines(): Record<string, unknown>[];
  /** An actor for another attempt or another VM. */
  again(options?: JournalOptions & { readonly domain?: string }): Actor;
}

/** An actor of the VM `demo-test`, with a journal in a new directory. */
export async function journalStage(options: JournalOptions = {}): Promise<JournalStage> {
  const output = outputDirectory("test", join(await testDirectory(), "videos"));
  const path = join(output.directory, journalFile);
  const events: ActionEvent[] = [];
  const sink = new ActionEvents();
  sink.subscribe((event) => events.push({ ...event, action: { ...event.action } }));
  const again: JournalStage["again"] = ({ domain = "demo-test", ...rest } = {}) =>
    new Actor({ domain, events: sink, record: new Journal(output, rest) });
  const lines = (): Record<string, unknown>[] =>
    readFileSync(path, "utf8")
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line));
  return { actor: again(options), events, output, path, lines, again };
}
