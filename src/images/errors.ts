// The errors of base images.
import { DemotoolError, type ErrorParts } from "../base/errors.ts";

/** A base image could not be built (code `IMAGE_BUILD`). The message names the stage and the reason. */
export class ImageBuildError extends DemotoolError {
  readonly image: string;
  /** The phase of the build that failed. */
  readonly stage: string;

  constructor(image: string, stage: string, parts: ErrorParts) {
    super("IMAGE_BUILD", parts);
    this.image = image;
    this.stage = stage;
  }
}

/** A base image is unusable, refers to another file, or could not be checked or replaced (code `IMAGE_INVALID`). */
export class ImageInvalidError extends DemotoolError {
  constructor(parts: ErrorParts) {
    super("IMAGE_INVALID", parts);
  }
}
