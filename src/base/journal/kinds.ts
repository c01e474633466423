// The kinds of actions, and what each says of itself beyond what all say.
import type { Region } from "../geometry/region.ts";

/** What was looked for or pointed at, as data. Paths are absolute. */
export type ActionTarget =
  | { readonly kind: "point"; readonly x: number; readonly y: number }
  | { readonly kind: "image"; readonly path: string }
  | {
      readonly kind: "text";
      /** The text that was looked for; a regular expression is in `pattern` instead. */
      readonly text?: string;
      /** The regular expression that was looked for, as in `/done/i`. */
      readonly pattern?: string;
    }
  | { readonly kind: "screen"; readonly name: string; readonly path: string }
  | { readonly kind: "other" /** The name of another kind of target. */; readonly name: string };

/** Where a target was found. */
export interface ActionMatch {
  /** Pixels of the screen. */
  readonly region: Region;
  /** From 0 to 1. */
  readonly similarity: number;
  /** The text that was read there, for a text. */
  readonly text?: string | undefined;
  /** The path of the reference that matched, for an image with variants. */
  readonly variant?: string | undefined;
}

type None = Readonly<Record<never, never>>;
type Button = { readonly button?: string | undefined };
type Key = { readonly key: string };
type Wait = { readonly timeoutMs?: number | undefined };
type Copy = { readonly from: string; readonly to: string /** Set when it has succeeded. */; readonly bytes?: number };
type Matcher = Wait & { /** Whether it is `expect(vm).not`. */ readonly not: boolean };

/** The details of each kind of action. Kinds are named as a test calls them: `mouse.click` is `vm.mouse.click()`. */
export interface ActionDetails {
  readonly "mouse.move": None;
  readonly "mouse.click": Button;
  readonly "mouse.dblclick": Button;
  readonly "mouse.down": Button;
  readonly "mouse.up": Button;
  /** `target` is where it begins. */
  readonly "mouse.drag": Button & { readonly to: ActionTarget | undefined };
  readonly "mouse.wheel": { readonly notches: number };
  readonly "mouse.releaseAll": None;
  /** The text itself is not written: it may be a secret. */
  readonly "keyboard.type": { readonly characters: number };
  readonly "keyboard.press": { readonly keys: string };
  readonly "keyboard.down": Key;
  readonly "keyboard.up": Key;
  readonly "keyboard.releaseAll": None;
  readonly "screen.capture": None;
  readonly "screen.find": None;
  readonly "screen.waitFor": Wait;
  readonly "screen.waitForStill": Wait;
  readonly "screen.waitForGone": Wait;
  readonly "screen.waitForStable": Wait & { readonly quietMs: number };
  /** `regions` are those that changed. */
  readonly "screen.waitForChange": Wait & { readonly regions?: readonly Region[] };
  /** `path` is the PNG file, relative to the journal's directory; set when it has succeeded. */
  readonly screenshot: { readonly name: string; readonly path?: string };
  /** Neither standard input and environment nor the output are written. */
  readonly exec: {
    readonly command: string;
    readonly args: readonly string[];
    readonly user: string;
    readonly exitCode?: number;
  };
  readonly copyIn: Copy;
  readonly copyOut: Copy;
  /**
   * `path` is the video as it is named once it is finished, relative to the journal's directory; `timeZero` is the moment
   * of the video's first frame, in milliseconds on the clock of the actions' times. Both are set when it has begun.
   */
  readonly record: { readonly name: string; readonly path?: string; readonly timeZero?: number };
  readonly step: { readonly title: string };
  readonly pause: { readonly durationMs: number };
  readonly unlock: None;
  readonly snapshot: { readonly name: string };
  readonly revert: { readonly name: string };
  readonly toShowText: Matcher;
  readonly toShowImage: Matcher;
  readonly toMatchScreen: Matcher;
}

/** The kind of an action. */
export type ActionKind = keyof ActionDetails;
