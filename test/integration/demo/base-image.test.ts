// A demo whose image is missing: the log of its build, and the effect of the environment.
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { run } from "../../../src/base/process/process.ts";
import { testDirectory } from "../../support/domains.ts";
import { unreachableRepository } from "../images/template-repository.ts";

const program = fileURLToPath(new URL("./programs/base-image.ts", import.meta.url));

async function events(image: string, env: Readonly<Record<string, string>>): Promise<Record<string, string>[]> {
  const { stdout } = await run(process.execPath, [program, image], { timeout: 300_000, env });
  return stdout
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
}

test("a build started by a demo logs its phases", async () => {
  const env = await unreachableRepository(join(await testDirectory(), "repository"));
  const said = await events("fedora-42", env);
  expect(said.slice(0, 2)).toEqual([
    { level: "info", message: "image fedora-42: preparing" },
    { level: "info", message: "image fedora-42: building with virt-builder" },
  ]);
  expect(said.at(-1)?.error).toContain("fedora-42 could not be built");
});

test("the embedded image takes its packages from the mirror in the environment", async () => {
  const mirror = "http://127.0.0.1:9/debian";
  const env = { XDG_CACHE_HOME: await testDirectory(), DEMOTOOL_DEBIAN_MIRROR: mirror };
  const said = await events("debian-12", env);
  expect(said).toContainEqual({ level: "info", message: "image debian-12: building the template" });
  expect(said.at(-1)?.error).toContain("debian-12 could not be built: building the template");
  expect(said.at(-1)?.error).toContain(`url="${mirror}/dists/bookworm/InRelease"`);
});
