// The target kind for references: PNG files to look for.
import { dirname, isAbsolute, resolve } from "node:path";
import { callingFiles } from "../../base/call-site.ts";
import { loadReferences } from "../files/reference.ts";
import { markedUp } from "../mark-up.ts";
import type { AnyTarget } from "./any-target.ts";
import { checkReference, filePath, resolveIn } from "./image/file.ts";
import { imageFinder } from "./image/finder.ts";
import { checkLookOptions, type LookOptions } from "./look-options.ts";
import { type Refinable, refinable } from "./refine/refinable.ts";
import type { TargetKind } from "./target-kind.ts";

/** A reference to look for; made by `image()`. */
export interface ImageTarget extends AnyTarget, Refinable {
  readonly kind: "image";
  /** The PNG file's absolute path. Variants and a JSON description may lie beside it. */
  readonly path: string;
}

/**
 * A reference to look for: a PNG file with optional variants and descriptions beside it (docs/targets.md).
 *
 * @param file its path, absolute or relative to the calling file
 * @throws {OptionError} when there is no such file, when it is not a PNG file, or when an option is out of range
 */
export function image(file: string | URL, options: LookOptions = {}): ImageTarget {
  const path = filePath(file);
  if (isAbsolute(path)) return target(path, options);
  // Compiled files may have left the references beside their source.
  const directories = callingFiles(image).map((caller) => dirname(caller));
  return target(resolveIn(directories, path), options);
}

/**
 * Like {@link image}, with the directory that relative paths start at.
 *
 * @throws {OptionError} as {@link image} does
 */
export function imageTarget(file: string | URL, directory: string, options: LookOptions = {}): ImageTarget {
  return target(resolve(directory, filePath(file)), options);
}

function target(path: string, options: LookOptions): ImageTarget {
  checkReference(path);
  checkLookOptions(options);
  const { region, similarity } = options;
  return refinable({ kind: "image" as const, path, region, similarity });
}

/** References: compared with the screen cell by cell. */
export const imageKind: TargetKind<ImageTarget> = {
  kind: "image",
  async createFinder({ path }, options) {
    return imageFinder(path, options);
  },
  describe({ path }) {
    return { kind: "image", path };
  },
  explainMiss() {
    return {};
  },
  async drawMiss({ path }, screen, best) {
    const references = await loadReferences(path);
    const reference = references.find((each) => each.path === best?.variant) ?? references[0];
    return reference && markedUp({ expected: reference.frame, screen, best: best?.region });
  },
};
