// Domains, against libvirt's test driver.
import { expect, test } from "vitest";
import { isNotFound, LibvirtError } from "../../../src/libvirt/errors.ts";
import { connectToTestDriver, testDomainXml } from "./test-driver.ts";

test("a domain starts, and destroy removes it", async () => {
  await using connection = await connectToTestDriver();
  const domain = await connection.createDomain(testDomainXml("life"));
  expect(domain.name).toBe("life");
  expect(await domain.state()).toBe("running");
  await domain.destroy();
  expect(await domain.state()).toBe("gone");
});

test("destroying a missing domain succeeds", async () => {
  await using connection = await connectToTestDriver();
  const domain = await connection.createDomain(testDomainXml("twice"));
  await domain.destroy();
  await domain.destroy();
});

test("a destroy that waits leaves the name free", async () => {
  await using connection = await connectToTestDriver();
  const domain = await connection.createDomain(testDomainXml("awaited"));
  await domain.destroyAndWait();
  expect(await connection.findDomain("awaited")).toBeUndefined();
  await domain.destroyAndWait();
});

test("finds metadata by its namespace", async () => {
  await using connection = await connectToTestDriver();
  const domain = await connection.createDomain(testDomainXml("marked"));
  expect(await domain.metadata("https://example.org/demotool")).toContain("owner='1 2 3'".replaceAll("'", '"'));
  expect(await domain.metadata("https://example.org/other")).toBeUndefined();
  expect(await domain.xml()).toContain("<name>marked</name>");
  await domain.destroy();
});

test("a failed call names the domain, libvirt's code and error domain, and the caller's position", async () => {
  await using connection = await connectToTestDriver();
  const domain = await connection.createDomain(testDomainXml("failing"));
  await domain.destroy();
  const error = await domain.xml().catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(LibvirtError);
  // VIR_ERR_NO_DOMAIN, VIR_FROM_TEST
  expect(error).toMatchObject({ call: "virDomainGetXMLDesc", libvirtCode: 42, libvirtDomain: 12 });
  expect((error as LibvirtError).libvirtMessage).toContain("failing");
  expect((error as LibvirtError).facts).toMatchObject({
    domain: "failing",
    source: expect.stringMatching(/^test\/unit\/libvirt\/domain\.test\.ts:\d+$/),
  });
});

test("concurrent calls each get their own error", async () => {
  await using connection = await connectToTestDriver();
  const gone = await connection.createDomain(testDomainXml("gone"));
  await gone.destroy();
  const running = await connection.createDomain(testDomainXml("here"));
  const failures = await Promise.all(
    Array.from({ length: 16 }, async (_, index) => {
      const call = index % 2 === 0 ? gone.xml() : running.agentCommand("{}", 1000);
      return call.then(
        () => undefined,
        (error: unknown) => error,
      );
    }),
  );
  for (const [index, failure] of failures.entries()) {
    expect(failure).toBeInstanceOf(LibvirtError);
    expect((failure as LibvirtError).call).toBe(index % 2 === 0 ? "virDomainGetXMLDesc" : "virDomainQemuAgentCommand");
    expect(isNotFound(failure)).toBe(index % 2 === 0);
  }
  await running.destroy();
});

test("an abandoned handle rejects calls", async () => {
  await using connection = await connectToTestDriver();
  const domain = await connection.findDomain("test");
  await domain?.[Symbol.asyncDispose]();
  await expect(domain?.state()).rejects.toThrow("already closed");
});
