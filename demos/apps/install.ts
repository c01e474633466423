// Installs programs for the demos in this directory.
import type { Vm } from "demotool";

/** Installs Debian packages without their recommendations. */
export async function install(vm: Vm, ...packages: readonly string[]): Promise<void> {
  const apt = (...args: readonly string[]) => vm.exec("apt-get", args, { user: "root", timeout: 1_800_000 });
  await apt("update");
  await apt("install", "--yes", "--no-install-recommends", ...packages);
}
