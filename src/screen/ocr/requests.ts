// What the main thread and the one that prepares pictures say to each other.
import type { Frame } from "../../base/geometry/frame.ts";
import type { GreyFrame } from "./grey.ts";

/** What is asked: the lines of text of a picture, or a sheet of lines for tesseract. */
export type Request =
  | { readonly id: number; readonly kind: "lines"; readonly frame: Frame }
  | { readonly id: number; readonly kind: "sheet"; readonly lines: readonly GreyFrame[] };

/** The answer, or why there is none. */
export type Reply =
  | { readonly id: number; readonly value: unknown }
  | { readonly id: number; readonly failure: string };
