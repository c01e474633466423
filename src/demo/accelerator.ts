// Which accelerator the VMs of this host run on.
import { readEnvironment } from "../base/environment.ts";
import { type Accelerator, chooseAccelerator } from "../host/acceleration.ts";
import { emulatorPath } from "../host/emulator.ts";
import { connect } from "../libvirt/connection.ts";

/** KVM if it really works, else software emulation, as far as `DEMOTOOL_ACCEL` allows. */
export async function hostAccelerator(): Promise<Accelerator> {
  const environment = readEnvironment();
  await using connection = await connect(environment.libvirtUri);
  return chooseAccelerator(environment.accelerator, await emulatorPath(connection));
}
