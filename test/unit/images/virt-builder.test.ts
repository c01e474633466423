// virt-builder's command line and environment.
import { expect, test } from "vitest";
import type { Recipe } from "../../../src/images/recipe.ts";
import { builderArguments, guestfsEnvironment } from "../../../src/images/virt-builder.ts";

const bare: Recipe = {
  template: "fedora-42",
  packages: [],
  commands: [],
  firstbootCommands: [],
  files: [],
  guestAgent: true,
};

test("writes a template to a qcow2 file", () => {
  const args = builderArguments(bare, "/work/disk.qcow2", []);
  expect(args[0]).toBe("fedora-42");
  expect(valuesOf(args, "--format")).toEqual(["qcow2"]);
  expect(valuesOf(args, "--output")).toEqual(["/work/disk.qcow2"]);
  expect(args).not.toContain("--size");
  expect(args).not.toContain("--install");
});

test("passes on packages, commands and first-boot commands unchanged and in order", () => {
  const recipe: Recipe = {
    ...bare,
    packages: ["@workstation-product-environment", "qemu-guest-agent"],
    commands: ["first 'quoted' $x", "second"],
    firstbootCommands: ["one", "two"],
    size: "20G",
  };
  const args = builderArguments(recipe, "/work/disk.qcow2", []);
  expect(valuesOf(args, "--install")).toEqual(["@workstation-product-environment,qemu-guest-agent"]);
  expect(valuesOf(args, "--run-command")).toEqual(["first 'quoted' $x", "second"]);
  expect(valuesOf(args, "--firstboot-command")).toEqual(["one", "two"]);
  expect(valuesOf(args, "--size")).toEqual(["20G"]);
});

test("writes a file's folder, content and mode before the commands that may need it", () => {
  const upload = { from: "/work/files/0", to: "/etc/sudoers.d/x", mode: "0440" };
  const args = builderArguments({ ...bare, commands: ["visudo -c"] }, "/work/disk.qcow2", [upload]);
  expect(valuesOf(args, "--mkdir")).toEqual(["/etc/sudoers.d"]);
  expect(valuesOf(args, "--upload")).toEqual(["/work/files/0:/etc/sudoers.d/x"]);
  expect(valuesOf(args, "--chmod")).toEqual(["0440:/etc/sudoers.d/x"]);
  const places = ["--mkdir", "--upload", "--chmod", "--run-command"].map((option) => args.indexOf(option));
  expect(places).toEqual([...places].sort((a, b) => a - b));
});

test("virt-builder sets no root password", () => {
  expect(valuesOf(builderArguments(bare, "/work/disk.qcow2", []), "--root-password")).toEqual(["disabled"]);
});

test("the guest has a network only if its recipe may need one", () => {
  const hasNetwork = (recipe: Recipe): boolean => !builderArguments(recipe, "/o", []).includes("--no-network");
  expect(hasNetwork(bare)).toBe(false);
  expect(hasNetwork({ ...bare, firstbootCommands: ["true"] })).toBe(false);
  expect(hasNetwork({ ...bare, packages: ["gimp"] })).toBe(true);
  expect(hasNetwork({ ...bare, commands: ["dnf -y upgrade"] })).toBe(true);
});

test("libguestfs uses emulation where KVM does not work", () => {
  expect(guestfsEnvironment(true)).toEqual({ LIBGUESTFS_BACKEND: "direct" });
  expect(guestfsEnvironment(false)).toEqual({
    LIBGUESTFS_BACKEND: "direct",
    LIBGUESTFS_BACKEND_SETTINGS: "force_tcg",
  });
});

function valuesOf(args: readonly string[], option: string): string[] {
  return args.flatMap((arg, index) => (arg === option ? [args[index + 1] ?? ""] : []));
}
