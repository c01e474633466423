// The host's Chromium, which tests open pages in.
import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";

/** Where Chromium is installed. */
export function chromiumPath(): string {
  const folders = [...(process.env.PATH ?? "").split(delimiter), "/usr/bin"];
  const paths = folders.flatMap((folder) => ["chromium", "chromium-browser"].map((name) => join(folder, name)));
  const found = paths.find((path) => {
    try {
      accessSync(path, constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
  if (found === undefined) throw new Error("Chromium is not installed");
  return found;
}
