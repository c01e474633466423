// Which accelerator the VMs of this host run on.
import { readEnvironment } from "../base/environment.ts";
import { connect } from "../libvirt/connection.ts";
import { type Accelerator, chooseAccelerator } from "../vm/acceleration.ts";
import { emulatorPath } from "../vm/emulator.ts";

/** KVM where it really works, else software emulation, as `DEMOTOOL_ACCEL` allows. */
export async function hostAccelerator(): Promise<Accelerator> {
  const environment = readEnvironment();
  await using connection = await connect(environment.libvirtUri);
  return chooseAccelerator(environment.accelerator, await emulatorPath(connection));
}
