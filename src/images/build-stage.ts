// Runs the stages of a build: reports their progress, and adds the stage and its output to an error.
import { DemotoolError, describeThrown, type ErrorParts, tail } from "../base/errors.ts";
import { DiskSpaceError } from "../base/files/disk-space.ts";
import { log } from "../base/log.ts";
import { ProcessError } from "../base/process/process.ts";
import { ImageBuildError } from "./errors.ts";
import { failedDownload, repositoryUrls } from "./failed-download.ts";
import type { ImageProgress } from "./progress.ts";

/** The build that a stage belongs to. */
export interface StageContext {
  readonly image: string;
  /** Added to the environment of the build's programs. */
  readonly env: Readonly<Record<string, string>>;
  readonly progress?: ((progress: ImageProgress) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Runs one stage of a build.
 *
 * @param work receives a function to call with each line that the stage's programs print
 * @throws {ImageBuildError} when it fails, after logging; an abort and a `DiskSpaceError` are thrown unchanged
 */
export async function runStage<T>(
  context: StageContext,
  phase: string,
  work: (onLine: (line: string) => void) => Promise<T>,
): Promise<T> {
  const { image, progress, signal } = context;
  signal?.throwIfAborted();
  progress?.({ image, phase });
  let step: string | undefined;
  try {
    return await work((line) => {
      const read = readLine(line);
      if (read === undefined) return;
      // A percentage belongs to the step that was named last.
      step = read.step ?? step;
      progress?.({ image, phase: step === undefined ? phase : `${phase}: ${step}`, ...read.percent });
    });
  } catch (error) {
    signal?.throwIfAborted();
    if (error instanceof DiskSpaceError) throw error;
    const failure = await buildError(context, phase, error);
    const output = failure.output === undefined ? undefined : tail(failure.output, 8);
    log.error(`building the image failed: ${phase}: ${describeThrown(error)}`, { ...failure.facts, output });
    throw failure;
  }
}

interface StageLine {
  readonly step: string | undefined;
  readonly percent: { readonly percent?: number };
}

/** Parses virt-builder's step lines (`[  12.3] Downloading`) and the percentages of the programs that it starts. */
function readLine(line: string): StageLine | undefined {
  const step = /^\[\s*[\d.]+\]\s*(.+)$/.exec(line.trim())?.[1];
  const percent = /\b(\d{1,3}(?:\.\d+)?)\s?%/.exec(line)?.[1];
  if (step === undefined && percent === undefined) return undefined;
  return { step, percent: percent === undefined ? {} : { percent: Math.min(100, Number(percent)) } };
}

async function buildError({ image, env }: StageContext, stage: string, cause: unknown): Promise<ImageBuildError> {
  const output = cause instanceof DemotoolError ? cause.output : undefined;
  const repositories = await repositoryUrls({ ...process.env, ...env });
  const url = cause instanceof ProcessError && output ? failedDownload(output, repositories) : undefined;
  const parts: ErrorParts = {
    headline: `the image ${image} could not be built: ${stage}: ${describeThrown(cause)}`,
    facts: { image, stage, url },
    next: nextStep(url, cause),
    cause,
  };
  return new ImageBuildError(image, stage, output === undefined ? parts : { ...parts, output });
}

function nextStep(url: string | undefined, cause: unknown): string {
  if (url !== undefined) return "check the network connection and the URL, or use an image from the cache";
  return cause instanceof DemotoolError ? cause.next : "see the cause";
}
