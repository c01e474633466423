// Prints what VMs of this process may have, and what a request for one gives.
import { describeThrown } from "../../../../src/base/errors.ts";
import { requireMemory } from "../../../../src/host/require-memory.ts";
import { chooseResources, hostResources } from "../../../../src/host/resources.ts";

const host = await hostResources();
let refused: unknown;
try {
  requireMemory({ name: "demo-test", options: {} });
} catch (error) {
  refused = error;
}
process.stdout.write(
  JSON.stringify({
    host,
    share: chooseResources(host, {}),
    refused: refused && { ...(refused as object), headline: describeThrown(refused) },
  }),
);
