// Which recipe an image gets, what a user's recipe adds, and when two recipes are equal.
import fc from "fast-check";
import { expect, test } from "vitest";
import { OptionError } from "../../../src/base/errors.ts";
import { type OwnRecipe, type Recipe, recipeDigest, recipeFor } from "../../../src/images/recipe.ts";

const restart = "systemctl restart display-manager.service";

test("every image has the demo user with the specified password, in the group wheel, with sudo", () => {
  for (const name of ["debian-12", "debian-13", "ubuntu-24.04", "fedora-42", "alma-9"]) {
    const { firstbootCommands, files } = recipeFor(name);
    const script = firstbootCommands.join("\n");
    expect(script).toContain("echo demo:demokudasaidomo | chpasswd");
    expect(script).toContain("groupadd --system wheel");
    expect(script).toContain("usermod --append --groups wheel demo");
    const sudoers = files.find(({ path }) => path.startsWith("/etc/sudoers.d/"));
    expect(sudoers).toMatchObject({ mode: 0o440, content: "%wheel ALL=(ALL:ALL) ALL\n" });
  }
});

test("Fedora gets the workstation and logs in automatically", () => {
  const recipe = recipeFor("fedora-42");
  expect(recipe).toMatchObject({ template: "fedora-42", guestAgent: true, session: { user: "demo" } });
  expect(recipe.packages).toContain("@workstation-product-environment");
  expect(recipe.packages).toContain("qemu-guest-agent");
  expect(fileContent(recipe, "/etc/gdm/custom.conf")).toContain("AutomaticLogin=demo");
  expect(recipe.firstbootCommands.at(-1)).toBe(restart);
});

test.for([
  ["debian-13", "/etc/gdm3/daemon.conf"],
  ["ubuntu-24.04", "/etc/gdm3/custom.conf"],
] as const)(
  "%s comes from virt-builder's public templates and logs in automatically, set in %s",
  ([name, settings]) => {
    const recipe = recipeFor(name);
    expect(recipe).toMatchObject({ template: name, guestAgent: true, session: { user: "demo" } });
    expect(recipe.packages).toEqual(expect.arrayContaining(["gdm3", "sudo", "qemu-guest-agent"]));
    expect(fileContent(recipe, settings)).toContain("AutomaticLogin=demo");
  },
);

test.for(["debian-13", "fedora-42"])("%s neither locks, blanks, greets nor updates automatically", (name) => {
  const recipe = recipeFor(name);
  const settings = fileContent(recipe, "/etc/dconf/db/local.d/00-demotool");
  for (const line of [
    "idle-delay=uint32 0",
    "lock-enabled=false",
    "disable-lock-screen=true",
    "download-updates=false",
  ]) {
    expect(settings).toContain(line);
  }
  expect(recipe.commands).toContain("dconf update");
  expect(recipe.commands.join("\n")).toMatch(/systemctl mask .*packagekit\.service/);
  expect(recipe.commands.join("\n")).toContain("gnome-initial-setup");
});

test.for(["debian-13", "ubuntu-24.04", "fedora-42"])("%s does not index files", (name) => {
  const masked = /systemctl --global mask (.*)/.exec(recipeFor(name).commands.join("\n"))?.[1]?.split(" ");
  expect(masked).toEqual(
    expect.arrayContaining(["tracker-miner-fs-3.service", "tracker-extract-3.service", "localsearch-3.service"]),
  );
});

test("Ubuntu reports no crashes, shows no offers and refreshes no snaps", () => {
  const { commands, firstbootCommands } = recipeFor("ubuntu-24.04");
  for (const unit of ["apport.service", "whoopsie.service", "motd-news.timer", "ubuntu-advantage.service"]) {
    expect(commands).toContainEqual(expect.stringMatching(new RegExp(`^systemctl mask .*\\b${unit}`)));
  }
  expect(firstbootCommands.slice(-2)).toEqual([expect.stringContaining("snap refresh --hold"), restart]);
});

test("the embedded image installs nothing over the network", () => {
  expect(recipeFor("debian-12")).toMatchObject({ template: "debian-12", packages: [], commands: [], guestAgent: true });
});

test("an unknown distribution gets the demo user and the guest agent, but no session condition", () => {
  const recipe = recipeFor("plan9-4");
  expect(recipe).toMatchObject({ template: "plan9-4", packages: ["qemu-guest-agent"], commands: [] });
  expect(recipe.guestAgent).toBe(true);
  expect(recipe.session).toBeUndefined();
});

test.for([true, false])("a user's recipe for an unknown distribution with guestAgent %s adds no package", (has) => {
  const recipe = recipeFor("plan9-4", { "plan9-4": { packages: ["acme"], guestAgent: has } });
  expect(recipe).toMatchObject({ packages: ["acme"], guestAgent: has });
});

test("a user's recipe extends lists and replaces other properties", () => {
  const file = { path: "/etc/motd", content: "hello" };
  const base = recipeFor("fedora-42");
  const recipe = recipeFor("fedora-42", {
    "fedora-42": { packages: ["gimp"], commands: ["true"], files: [file], size: "30G", guestAgent: false },
    "fedora-41": { packages: ["not-this"] },
  });
  expect(recipe.packages).toEqual([...base.packages, "gimp"]);
  expect(recipe.commands).toEqual([...base.commands, "true"]);
  expect(recipe.files).toEqual([...base.files, file]);
  expect(recipe).toMatchObject({ size: "30G", guestAgent: false, template: "fedora-42", session: base.session });
});

test("a user's first-boot commands run before the demo user's desktop starts", () => {
  const { firstbootCommands } = recipeFor("fedora-42", { "fedora-42": { firstbootCommands: ["touch /done"] } });
  expect(firstbootCommands.slice(-2)).toEqual(["touch /done", restart]);
});

test("an undefined property changes nothing", () => {
  const own = { template: undefined, packages: undefined, size: undefined } as unknown as OwnRecipe;
  expect(recipeFor("fedora-42", { "fedora-42": own })).toEqual(recipeFor("fedora-42"));
});

test("a custom image may use any distribution's template", () => {
  const recipe = recipeFor("company-desktop-3", { "company-desktop-3": { template: "fedora-42" } });
  expect(recipe).toEqual(recipeFor("fedora-42"));
});

test("a custom template accepts any name that virt-builder does", () => {
  expect(recipeFor("company-1", { "company-1": { template: "Rolling_X+y" } })).toMatchObject({
    template: "Rolling_X+y",
  });
  for (const template of ["--help", "-v", "", "a b", "a/../b", "a\nb"]) {
    expect(() => recipeFor("company-1", { "company-1": { template } })).toThrow(OptionError);
  }
});

test("property names of Object.prototype are not recipes", () => {
  expect(() => recipeFor("constructor")).toThrow(OptionError);
  expect(recipeFor("constructor-1")).toMatchObject({ template: "constructor-1" });
});

const recipes: fc.Arbitrary<Recipe> = fc.record(
  {
    template: fc.string(),
    packages: fc.array(fc.string()),
    commands: fc.array(fc.string()),
    firstbootCommands: fc.array(fc.string()),
    files: fc.array(
      fc.record(
        { path: fc.string(), content: fc.string(), mode: fc.nat(0o777) },
        { requiredKeys: ["path", "content"] },
      ),
    ),
    guestAgent: fc.boolean(),
    session: fc.record({ user: fc.string(), ready: fc.string() }),
    size: fc.string(),
  },
  { requiredKeys: ["template", "packages", "commands", "firstbootCommands", "files"] },
);

test("two recipes have the same digest if and only if they are equal", () => {
  fc.assert(
    fc.property(recipes, recipes, (a, b) => {
      expect(recipeDigest(a) === recipeDigest(b)).toBe(canonical(a) === canonical(b));
    }),
  );
});

test("any changed property changes the digest, the order of properties does not", () => {
  const recipe = recipeFor("fedora-42");
  const changes: Partial<Record<keyof Recipe, unknown>> = {
    template: "fedora-43",
    packages: [...recipe.packages].reverse(),
    commands: [],
    firstbootCommands: [...recipe.firstbootCommands, "true"],
    files: recipe.files.map((file) => ({ ...file, mode: 0o600 })),
    guestAgent: false,
    session: { user: "demo", ready: "true" },
    size: "21G",
  };
  const digests = Object.entries(changes).map(([key, value]) => recipeDigest({ ...recipe, [key]: value }));
  expect(new Set([recipeDigest(recipe), ...digests]).size).toBe(Object.keys(changes).length + 1);
  const reversed = Object.fromEntries(Object.entries(recipe).reverse()) as unknown as Recipe;
  expect(recipeDigest(reversed)).toBe(recipeDigest(recipe));
});

function fileContent(recipe: Recipe, path: string): string | undefined {
  return recipe.files.find((file) => file.path === path)?.content;
}

/** The recipe with sorted properties, so that equal recipes have equal texts. */
function canonical({
  template,
  packages,
  commands,
  firstbootCommands,
  files,
  guestAgent,
  session,
  size,
}: Recipe): string {
  const fileParts = files.map(({ path, content, mode }) => [path, content, mode ?? "default"]);
  const sessionParts = session ? [session.user, session.ready] : "none";
  return JSON.stringify([template, packages, commands, firstbootCommands, fileParts, guestAgent, sessionParts, [size]]);
}
