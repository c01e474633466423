// The steps of a demo: checks their titles and logs them.
import { OptionError } from "../base/errors.ts";
import type { ActionEvent } from "../base/journal/actor.ts";
import { log } from "../base/log.ts";
import { printable } from "../base/printable.ts";
import { toTenths } from "../base/time/round.ts";
import { toSeconds } from "../base/time/seconds.ts";

/** Maximum length of a title in characters: players show chapters and captions on a line or two. */
const longestTitle = 200;

/**
 * Normalises the title of a step to one line, without escape sequences: it may quote a guest.
 *
 * @throws {OptionError} when it is empty or longer than 200 characters
 */
export function stepTitle(title: unknown): string {
  const line = typeof title === "string" ? printable(title.replaceAll(/\s+/g, " ")).trim() : "";
  if (line !== "" && line.length <= longestTitle) return line;
  throw new OptionError({
    headline: "a step needs a title of one short line",
    facts: { title: String(title).slice(0, longestTitle) },
    next: `give a line of at most ${longestTitle} characters, as in vm.step("Open the menu", async () => …)`,
  });
}

/** Logs the beginning and the end of each step. */
export function logStep({ type, action }: ActionEvent): void {
  if (action.kind !== "step") return;
  const { details, start, end, outcome, error } = action;
  if (type === "begin") log.debug(`step begins: ${details.title}`);
  if (end === undefined) return;
  const seconds = toTenths(toSeconds(end - start));
  if (outcome === "ok") log.info(`step: ${details.title}`, { seconds });
  else log.info(`step failed: ${details.title}`, { seconds, reason: error?.headline });
}
