// Any other virt-builder template: what is certain of a distribution that demotool does not know.
import type { OwnRecipe, Recipe } from "../recipe-type.ts";
import { demoUserSetup } from "./parts/demo-user.ts";

/**
 * The demo user, and the guest agent, whose package has the same name nearly everywhere. An own recipe that sets
 * `guestAgent` takes care of the agent itself.
 */
export function unknownDistribution(template: string, { guestAgent }: OwnRecipe): Recipe {
  const agent = guestAgent === undefined ? { packages: ["qemu-guest-agent"], guestAgent: true } : { packages: [] };
  return { template, commands: [], ...demoUserSetup, ...agent };
}
