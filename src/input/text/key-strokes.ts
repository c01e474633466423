// Types a text by the keys of the layout.
import { strokesOfText } from "../keys/text.ts";
import { StrokeTyper } from "./stroke-typer.ts";
import type { TextInput, TextInputContext } from "./text-input.ts";

/** Key strokes; they reach every character that the layout can type. */
export function createKeyStrokes(context: TextInputContext): TextInput {
  const typer = new StrokeTyper(context);
  return {
    plan(text) {
      const strokes = strokesOfText(text, context.layout, context.strokes);
      return (options) => typer.type(strokes, options, text);
    },
  };
}
