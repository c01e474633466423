// A target as the journal tells of it.
import type { ActionMatch, ActionTarget } from "../../base/journal/kinds.ts";
import type { Match } from "./finder.ts";
import type { WaitTarget } from "./index.ts";

/** A target as data; undefined where there is none. What is not a target the action itself refuses. */
export function actionTarget(target: WaitTarget | undefined): ActionTarget | undefined {
  switch (target?.kind) {
    case undefined:
      return undefined;
    case "image":
      return { kind: "image", path: target.path };
    case "screen":
      return { kind: "screen", name: target.name, path: target.path };
    case "text":
      return typeof target.text === "string"
        ? { kind: "text", text: target.text }
        : { kind: "text", pattern: String(target.text) };
    default:
      // Kinds of targets are an extension point.
      return { kind: "other", name: String((target as { kind: unknown }).kind) };
  }
}

/** A match as data. */
export function actionMatch({ region, similarity, text, variant }: Match): ActionMatch {
  return { region, similarity, text, variant };
}
