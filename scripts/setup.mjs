// The set-up step: installs everything that `npm run demo`, `npm test` (`--test`) and `npm run bench` (`--bench`) need
// on this machine. It has no dependencies, runs on Node 20, and takes a fraction of a second when there is nothing to
// do.
import { installHostPackages } from "./setup/host-packages.mjs";
import { startLibvirtDaemon } from "./setup/libvirt-daemon.mjs";
import { installNpmPackages } from "./setup/npm-packages.mjs";
import { adviseOrdinaryUser } from "./setup/ordinary-user.mjs";
import { SetupError, say } from "./setup/say.mjs";

try {
  installNpmPackages();
  installHostPackages(["test", "bench"].filter((use) => process.argv.includes(`--${use}`)));
  await startLibvirtDaemon();
  adviseOrdinaryUser();
} catch (error) {
  if (!(error instanceof SetupError)) throw error;
  say(error.message);
  process.exitCode = 1;
}
