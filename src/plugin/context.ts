// What the plugin in the main process sends to the fixtures in the workers.
import type { MachineOptions } from "../demo/boot.ts";
import type { PreparedVmOptions } from "../demo/preparation.ts";
import type { Accelerator } from "../host/acceleration.ts";
import type { Run } from "../host/run-limit.ts";

/** The titles of the suites and tests of one demo file, as far as its source shows them. */
export interface FileTitles {
  /** See {@link fileKey}. */
  readonly file: string;
  /** Slugs of the titles, also after the file's name; `*` stands for parts known only at run time. */
  readonly titles: readonly string[];
}

/** The preparation in the plugin's options, as data for the workers. */
export interface ProjectPreparation {
  readonly digest: string;
  /** The file in which a worker finds the function; undefined: none. */
  readonly configFile: string | undefined;
}

/** What the plugin exposes to code that loads the configuration. */
export type PluginApi = Pick<PreparedVmOptions, "prepare" | "prepareKey">;

/** One run's settings for one Vitest project: plain data, because it is sent to the workers. */
export interface RunContext {
  /** The directory that Vitest was started in. */
  readonly startedIn: string;
  /** The base image if a file names no other. */
  readonly image: string;
  /** VM options and recipes from the plugin's options. */
  readonly machine: MachineOptions;
  /** The preparation of every VM if a file has no other. */
  readonly preparation?: ProjectPreparation | undefined;
  /** This run and how many VMs it may have at once; undefined: this process alone, without a limit of its own. */
  readonly run?: Run;
  /** The accelerator, if the main process detected it. */
  readonly accelerator?: Accelerator;
  /** Whether the user's configuration sets time limits. */
  readonly ownLimits: { readonly test: boolean; readonly hook: boolean };
  /** The order of hooks in the user's configuration: `sequence.hooks`. */
  readonly hookOrder: "stack" | "list" | "parallel";
  /** Milliseconds of the video of a failed test; 0: none. */
  readonly failureVideo: number;
  /** Names of files (by {@link fileKey}) whose name from the path is taken. */
  readonly fileNames: Readonly<Record<string, string>>;
  /** All demo files of the run, in the order of precedence for directory names. */
  readonly titles: readonly FileTitles[];
}

/** A test file of a project; the same file in two projects is two demo files. */
export function fileKey(projectName: string | undefined, path: string): string {
  return `${projectName ?? ""}|${path}`;
}

/** Vitest's default time limits in milliseconds (https://vitest.dev/config/testtimeout). */
export const vitestLimits = { test: 5000, hook: 10_000 } as const;

/** Length in milliseconds of the video of a failed test, unless the plugin's options set it. */
export const defaultFailureVideoMs = 30_000;

declare module "vitest" {
  interface ProvidedContext {
    /** Settings of demotool; undefined if the plugin is not in the project's configuration. */
    demotool: RunContext;
  }
}
