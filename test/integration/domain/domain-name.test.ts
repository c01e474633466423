import { setTimeout as delay } from "node:timers/promises";
import { expect, test } from "vitest";
import { claimDomainName } from "../../../src/domain/domain-name.ts";
import { DomainExistsError } from "../../../src/domain/errors.ts";
import { captureLog } from "../../support/captured-log.ts";
import { startedBy, testConnection, testRunFolder } from "../../support/domains.ts";
import { deadOwner, leftoverRunFolder } from "../../support/leftovers.ts";

test("accepts an unused name", async () => {
  await expect(claimDomainName(await testConnection(), "demo-claim-none")).resolves.toBeUndefined();
});

test("removes a domain of a dead run", async () => {
  const log = captureLog();
  const connection = await testConnection();
  await startedBy(connection, "demo-claim-dead", await leftoverRunFolder("demo-claim-dead"));
  await claimDomainName(connection, "demo-claim-dead");
  expect(await connection.findDomain("demo-claim-dead")).toBeUndefined();
  expect(log).toMatchObject([{ message: "removing a killed run's domain" }]);
});

test("the error for a domain of a live run names its process", async () => {
  const connection = await testConnection();
  const domain = await startedBy(connection, "demo-claim-live", (await testRunFolder("demo-claim-live")).owner);
  const claim = claimDomainName(connection, "demo-claim-live");
  await expect(claim).rejects.toThrow(DomainExistsError);
  await expect(claim).rejects.toMatchObject({ code: "DOMAIN_EXISTS", facts: { ownerProcessId: process.pid } });
  expect(await domain.state()).toBe("running");
});

test("tells a second VM in this program from one in another run", async () => {
  const connection = await testConnection();
  await startedBy(connection, "demo-claim-own", (await testRunFolder("demo-claim-own")).owner);
  await expect(claimDomainName(connection, "demo-claim-own")).rejects.toThrow(
    /this program already has a VM demo-claim-own[\s\S]*→ end that VM first/,
  );
  await startedBy(connection, "demo-claim-other", deadOwner);
  await expect(claimDomainName(connection, "demo-claim-other")).rejects.toThrow(/in use by another run/);
});

test("at every moment while a leftover ends, a claimed name is free", async () => {
  captureLog();
  const connection = await testConnection();
  const name = "demo-claim-ending";
  await startedBy(connection, name, await leftoverRunFolder(name));
  // The first call ends the domain; the others arrive while it ends, as after a kill -9.
  const claims = Array.from({ length: 60 }, async (_, turn) => {
    await delay(turn * 5);
    await claimDomainName(connection, name);
    return connection.findDomain(name);
  });
  expect((await Promise.all(claims)).filter((found) => found !== undefined)).toEqual([]);
});

test("rejects the name of another program's domain", async () => {
  const connection = await testConnection();
  const domain = await startedBy(connection, "demo-claim-foreign", "somebody else's words");
  await expect(claimDomainName(connection, "demo-claim-foreign")).rejects.toThrow(/did not create/);
  expect(await domain.state()).toBe("running");
});
