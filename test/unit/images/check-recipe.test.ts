// An error in a user's recipe names the image, the part and the mistake when the recipe is read.
import { runInNewContext } from "node:vm";
import { expect, test } from "vitest";
import { OptionError } from "../../../src/base/errors.ts";
import { checkRecipes } from "../../../src/images/check-recipe.ts";
import { recipeFor } from "../../../src/images/recipe.ts";

test("accepts a recipe with every part", () => {
  const recipes = {
    "company-desktop-3": {
      template: "Rolling_X+y",
      packages: ["gimp", "@Xfce Desktop", "libc6:i386"],
      commands: ["true"],
      firstbootCommands: ["touch /done"],
      files: [
        { path: "/etc/motd", content: "" },
        { path: "/a b", content: "c:\n", mode: 0o4755 },
      ],
      guestAgent: false,
      session: { user: "demo", ready: "true" },
      size: "20.5G",
    },
    "fedora-42": {},
  };
  expect(checkRecipes(recipes)).toBe(recipes);
});

test("accepts every built-in recipe as a user's own", () => {
  const images = ["debian-12", "debian-13", "ubuntu-24.04", "fedora-42", "alma-9"];
  checkRecipes(Object.fromEntries(images.map((image) => [image, recipeFor(image)])));
});

test("ignores undefined properties", () => {
  checkRecipes({ "x-1": undefined, "y-1": { template: undefined, files: undefined, session: undefined } });
});

test("accepts plain objects of another context", () => {
  checkRecipes(runInNewContext('({ "x-1": { packages: ["gimp"], files: [{ path: "/a", content: "" }] } })'));
});

const file = { path: "/etc/motd", content: "hello" };

test.for<[recipe: unknown, headline: string]>([
  [{ packages: "gimp" }, "packages is not a list"],
  [{ package: ["gimp"] }, "package is unknown; the parts are template, packages,"],
  [{ constructor: 1 }, "constructor is unknown"],
  [{ packages: ["gimp", "a,b"] }, "packages[1] is not the name of a package"],
  [{ packages: [""] }, "packages[0] is not"],
  [{ packages: ["--force"] }, "packages[0] is not"],
  [{ packages: [7] }, "packages[0] is not"],
  [{ commands: [() => {}] }, "commands[0] is not a shell command"],
  [{ commands: ["true", " "] }, "commands[1] is not a shell command"],
  [{ firstbootCommands: [["true"]] }, "firstbootCommands[0] is not a shell command"],
  [{ files: file }, "files is not a list"],
  [{ files: ["/etc/motd"] }, "files[0] is not a plain object"],
  [{ files: [{ path: "/etc/motd" }] }, "files[0] has no content"],
  [{ files: [{ ...file, content: Buffer.from("x") }] }, "files[0].content is not a string"],
  [{ files: [{ ...file, owner: "demo" }] }, "files[0].owner is unknown"],
  [{ files: [{ ...file, path: "etc/motd" }] }, "files[0].path is not an absolute path"],
  [{ files: [{ ...file, path: "/etc/a:b" }] }, "files[0].path is not an absolute path"],
  [{ files: [{ ...file, path: "/etc/" }] }, "files[0].path is not an absolute path"],
  [{ files: [{ ...file, path: "/etc/../x" }] }, "files[0].path is not a normalized path"],
  [{ files: [{ ...file, mode: "0644" }] }, "files[0].mode is not a mode"],
  [{ files: [{ ...file, mode: 0o10000 }] }, "files[0].mode is not a mode"],
  [{ guestAgent: "yes" }, "guestAgent is neither true nor false"],
  [{ session: "true" }, "session is not a plain object"],
  [{ session: { user: "demo" } }, "session has no ready"],
  [{ template: "--help" }, "template is not the name of a template"],
  [{ template: "" }, "template is not the name of a template"],
  [{ size: "20" }, "size is not a size"],
  [{ size: "20 GiB" }, "size is not a size"],
  [{ size: 20 }, "size is not a size"],
])("rejects %j", ([recipe, headline]) => {
  const refused = (): unknown => checkRecipes({ "x-1": recipe });
  expect(refused).toThrow(OptionError);
  expect(refused).toThrow(`recipes["x-1"].${headline}`);
});

test.for([[[]], ["gimp"], [() => {}], [null], [new Map()], [new Date()]] as const)(
  "rejects %o as a recipe",
  ([recipe]) => {
    expect(() => checkRecipes({ "x-1": recipe })).toThrow('recipes["x-1"] is not a plain object');
  },
);

test("recipes are keyed by image name", () => {
  expect(() => checkRecipes([])).toThrow("recipes is not a plain object");
  expect(() => checkRecipes(new Map())).toThrow("recipes is not a plain object");
  for (const name of ["mine", "../evil-1", "Fedora-42"]) {
    expect(() => checkRecipes({ [name]: {} })).toThrow(expect.objectContaining({ facts: { image: name } }));
  }
});

test("rejects any invalid recipe, not only that of the requested image", () => {
  expect(() => recipeFor("fedora-42", { "fedora-41": { packages: "gimp" } } as never)).toThrow(OptionError);
});
