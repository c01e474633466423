// Puts an image into a cache without a build, as demotool or a user would have left it.
import { chmod, mkdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { run } from "../../../src/base/process/process.ts";
import { announceImageManifest } from "../../../src/images/image-manifest.ts";
import { type OwnRecipe, recipeDigest, recipeFor } from "../../../src/images/recipe.ts";

/** An image whose first MiB is filled with one byte; returns its path. */
export async function putImage(images: string, name: string, byte = 0xab): Promise<string> {
  await mkdir(images, { recursive: true });
  const path = join(images, `${name}.qcow2`);
  await run("qemu-img", ["create", "-f", "qcow2", path, "16M"], { timeout: 20_000 });
  await run("qemu-io", ["-c", `write -P ${byte} 0 1M`, path], { timeout: 20_000 });
  return path;
}

/** The same with a manifest, as if demotool had built it from the recipe. */
export async function putBuiltImage(images: string, name: string, own: OwnRecipe): Promise<string> {
  const path = await putImage(images, name);
  const recipe = recipeFor(name, { [name]: own });
  const { size: bytes } = await stat(path);
  const builtAt = new Date().toISOString();
  const confirm = await announceImageManifest(path, {
    format: 1,
    digest: recipeDigest(recipe),
    bytes,
    builtAt,
    recipe,
  });
  await confirm();
  await chmod(path, 0o444);
  return path;
}
