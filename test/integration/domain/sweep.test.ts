// The sweep of domains: removes those of dead runs and keeps all others.
import { expect, test } from "vitest";
import { formatOwner, thisOwner } from "../../../src/base/files/owner.ts";
import { sweepDomains } from "../../../src/domain/sweep.ts";
import { captureLog } from "../../support/captured-log.ts";
import { startedBy, testConnection } from "../../support/domains.ts";
import { deadOwner } from "../../support/owned-name.ts";

test("removes and logs the domains of dead runs", async () => {
  const log = captureLog();
  const connection = await testConnection();
  await startedBy(connection, "demo-sweep-dead", formatOwner(deadOwner));
  await sweepDomains(connection);
  expect(await connection.findDomain("demo-sweep-dead")).toBeUndefined();
  expect(log).toMatchObject([{ level: "info", facts: { domain: "demo-sweep-dead" } }]);
});

test.for([
  ["a live run", formatOwner(thisOwner)],
  ["another program", "another program's words"],
] as const)("keeps the domains of %s", async ([, owner]) => {
  const connection = await testConnection();
  const domain = await startedBy(connection, "demo-sweep-kept", owner);
  await sweepDomains(connection);
  expect(await domain.state()).toBe("running");
});
