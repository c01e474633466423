// The sweep of domains: removes those of dead runs and keeps all others.
import { expect, test } from "vitest";
import { sweepDomains } from "../../../src/domain/sweep.ts";
import { captureLog } from "../../support/captured-log.ts";
import { startedBy, testConnection, testRunFolder } from "../../support/domains.ts";
import { deadOwner, leftoverRunFolder } from "../../support/leftovers.ts";

test("removes and logs the domains of dead runs", async () => {
  const log = captureLog();
  const connection = await testConnection();
  await startedBy(connection, "demo-sweep-dead", await leftoverRunFolder("demo-sweep-dead"));
  await sweepDomains(connection);
  expect(await connection.findDomain("demo-sweep-dead")).toBeUndefined();
  expect(log).toMatchObject([{ level: "info", facts: { domain: "demo-sweep-dead" } }]);
});

test.for([
  ["a live run", async (): Promise<string> => (await testRunFolder("demo-sweep-kept")).owner],
  ["a run whose lock is gone, which may be alive", async (): Promise<string> => deadOwner],
  ["another program", async (): Promise<string> => "another program's words"],
] as const)("keeps the domains of %s", async ([, owner]) => {
  const connection = await testConnection();
  const domain = await startedBy(connection, "demo-sweep-kept", await owner());
  await sweepDomains(connection);
  expect(await domain.state()).toBe("running");
});
