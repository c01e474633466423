// Finds a distribution by the image's name; a new distribution is one more entry in the list.
import { expect, test } from "vitest";
import { embeddedImageName } from "../../../../src/images/embedded/image-name.ts";
import { recipeFor } from "../../../../src/images/recipe.ts";
import type { Distribution } from "../../../../src/images/recipes/distribution.ts";
import { distributions } from "../../../../src/images/recipes/index.ts";
import { demoUser, demoUserSetup } from "../../../../src/images/recipes/parts/demo-user.ts";

const alma: Distribution = {
  distro: "alma",
  recipe: (version) => ({ template: `alma-${version}`, packages: ["gdm"], commands: [], ...demoUserSetup, size: "8G" }),
};
const alma9: Distribution = { ...alma, version: "9", recipe: () => ({ ...alma.recipe("9"), size: "9G" }) };

test("an added distribution provides the recipe of each of its versions", () => {
  const known = [...distributions, alma];
  expect(recipeFor("alma-9.1", {}, known)).toMatchObject({ template: "alma-9.1", packages: ["gdm"], size: "8G" });
  expect(recipeFor("fedora-42", {}, known)).toEqual(recipeFor("fedora-42"));
  expect(recipeFor("alma-9.1")).toMatchObject({ packages: ["qemu-guest-agent"] });
});

test("a user's recipe extends an added distribution, by name or as a template", () => {
  const own = { "alma-9": { packages: ["gimp"] }, "company-1": { template: "alma-9", size: "10G" } };
  expect(recipeFor("alma-9", own, [alma]).packages).toEqual(["gdm", "gimp"]);
  expect(recipeFor("company-1", own, [alma])).toEqual({ ...alma.recipe("9"), size: "10G" });
});

test("an entry for one version takes precedence for that version only", () => {
  expect(recipeFor("alma-9", {}, [alma9, alma]).size).toBe("9G");
  expect(recipeFor("alma-10", {}, [alma9, alma]).size).toBe("8G");
});

test("every distribution has the demo user, and its entry is reachable", () => {
  for (const { distro, version } of distributions) {
    const recipe = recipeFor(`${distro}-${version ?? "99"}`);
    expect(recipe.firstbootCommands).toContain(`echo ${demoUser.user}:${demoUser.password} | chpasswd`);
    expect(recipe.template).toBe(`${distro}-${version ?? "99"}`);
    expect(recipe.guestAgent).toBe(true);
  }
  expect(recipeFor(embeddedImageName).packages).toEqual([]);
});
