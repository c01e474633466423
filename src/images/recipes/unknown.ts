// The recipe of any other virt-builder template, for distributions that demotool has no recipe for.
import type { OwnRecipe, Recipe } from "../recipe-type.ts";
import { demoUserSetup } from "./parts/demo-user.ts";

/**
 * Adds the demo user, and the guest agent, whose package has the same name in nearly every distribution. A user's own
 * recipe that sets `guestAgent` installs the agent itself.
 */
export function unknownDistribution(template: string, { guestAgent }: OwnRecipe): Recipe {
  const agent = guestAgent === undefined ? { packages: ["qemu-guest-agent"], guestAgent: true } : { packages: [] };
  return { template, commands: [], ...demoUserSetup, ...agent };
}
