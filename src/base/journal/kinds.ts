// The kinds of actions and their details.
import type { Region } from "../geometry/region.ts";

/** The target of an action, as data. Paths are absolute. */
export type ActionTarget = PlainTarget & {
  /** What its places are narrowed down to or moved by, in this order. Default: nothing. */
  readonly refinements?: readonly ActionRefinement[];
};

/** What narrows down the places of a target, or moves beside them: a method of targets, and what it was given. */
export type ActionRefinement =
  | { readonly by: "nth"; readonly index: number }
  | { readonly by: "near"; readonly target: ActionTarget }
  | { readonly by: "within"; readonly area: ActionTarget | Region }
  | { readonly by: "rightOf" | "leftOf" | "above" | "below"; readonly pixels: number };

type PlainTarget =
  | { readonly kind: "point"; readonly x: number; readonly y: number }
  | { readonly kind: "image"; readonly path: string }
  | {
      readonly kind: "text";
      /** The text to find; a regular expression is in `pattern` instead. */
      readonly text?: string;
      /** The regular expression to find, such as `/done/i`. */
      readonly pattern?: string;
    }
  | { readonly kind: "screen"; readonly name: string; readonly path: string }
  | { readonly kind: "other" /** The name of another kind of target. */; readonly name: string };

/** Where a target was found. */
export interface ActionMatch {
  /** In pixels of the screen. */
  readonly region: Region;
  /** From 0 to 1. */
  readonly similarity: number;
  /** The recognised text, for a text target. */
  readonly text?: string | undefined;
  /** The path of the reference that matched, for an image with variants. */
  readonly variant?: string | undefined;
}

type None = Readonly<Record<never, never>>;
type Way = { /** The places on the way, if some were given. */ readonly through?: readonly ActionTarget[] };
type Button = { readonly button?: string | undefined };
type Key = { readonly key: string };
type Wait = { readonly timeoutMs?: number | undefined };
type Copy = { readonly from: string; readonly to: string /** Set when it has succeeded. */; readonly bytes?: number };
type Query = {
  /** A part of the title, or a regular expression such as `/done/i`. */ readonly title?: string;
  readonly program?: string;
  readonly active?: boolean;
  readonly nth?: number;
};
type Window = Wait & { /** The window's title before the action. */ readonly title: string };
type Matcher = Wait & { /** Whether it is `expect(vm).not`. */ readonly not: boolean };

/** The details of each kind of action. Kinds are named after the API: `mouse.click` is `vm.mouse.click()`. */
export interface ActionDetails {
  readonly "mouse.move": Way;
  readonly "mouse.click": Button & Way;
  readonly "mouse.dblclick": Button & Way;
  readonly "mouse.down": Button;
  readonly "mouse.up": Button;
  /** `target` is the start, and `found` its match; `toFound` is where the target `to` was found. */
  readonly "mouse.drag": Button & Way & { readonly to: ActionTarget | undefined; readonly toFound?: ActionMatch };
  readonly "mouse.wheel": { readonly notches: number };
  readonly "mouse.releaseAll": None;
  /**
   * The text itself is not recorded, since it may be a secret. `verify` and `timeoutMs` are set for a text that is to be
   * verified, `verified` when the screen has shown it.
   */
  readonly "keyboard.type": Wait & {
    readonly characters: number;
    readonly verify?: boolean;
    readonly verified?: boolean;
  };
  readonly "keyboard.press": { readonly keys: string };
  readonly "keyboard.down": Key;
  readonly "keyboard.up": Key;
  readonly "keyboard.releaseAll": None;
  /** The text itself is not recorded. `characters` is set when it was read. */
  readonly "clipboard.read": { readonly characters?: number };
  readonly "clipboard.write": { readonly characters: number };
  readonly "screen.capture": None;
  readonly "screen.find": None;
  /** `places` is how many were found. */
  readonly "screen.findAll": Wait & { readonly places?: number };
  readonly "screen.waitFor": Wait;
  readonly "screen.waitForStill": Wait;
  readonly "screen.waitForGone": Wait;
  readonly "screen.waitForStable": Wait & { readonly quietMs: number };
  /** `regions` are those that changed. */
  readonly "screen.waitForChange": Wait & { readonly regions?: readonly Region[] };
  readonly "windows.list": Wait & Query;
  readonly "windows.waitFor": Wait & Query;
  readonly "windows.waitForGone": Wait & Query;
  readonly "window.focus": Window;
  readonly "window.move": Window & { readonly x: number; readonly y: number };
  readonly "window.resize": Window & { readonly width: number; readonly height: number };
  readonly "window.maximise": Window;
  readonly "window.minimise": Window;
  readonly "window.restore": Window;
  readonly "window.close": Window;
  readonly "window.refresh": Window;
  /** `path` is the PNG file, relative to the journal's directory; set when the action has succeeded. */
  readonly screenshot: { readonly name: string; readonly path?: string };
  /** Standard input, environment and output are not recorded. */
  readonly exec: {
    readonly command: string;
    readonly args: readonly string[];
    readonly user: string;
    readonly exitCode?: number;
  };
  readonly copyIn: Copy;
  readonly copyOut: Copy;
  /**
   * `path` is the finished video, relative to the journal's directory; `timeZero` is the time of the video's first
   * frame, in milliseconds on the clock of the actions' times. Both are set when the recording has begun.
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
