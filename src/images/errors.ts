// What can go wrong with a base image.
import { DemotoolError, type ErrorParts } from "../base/errors.ts";

/** A base image could not be built (code `IMAGE_BUILD`); the message names the stage and what the builder said. */
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

/** A base image is unusable and could not be replaced (code `IMAGE_INVALID`). */
export class ImageInvalidError extends DemotoolError {
  constructor(parts: ErrorParts) {
    super("IMAGE_INVALID", parts);
  }
}
