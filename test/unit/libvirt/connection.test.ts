// Connections, against libvirt's test driver.
import { expect, test } from "vitest";
import { connect } from "../../../src/libvirt/connection.ts";
import { LibvirtError } from "../../../src/libvirt/errors.ts";
import { connectToTestDriver, testDomainXml, testUri } from "./test-driver.ts";

test("a connection reports its URI", async () => {
  await using connection = await connectToTestDriver();
  expect(connection.uri).toBe(testUri);
});

test("lists domains and finds them by name", async () => {
  await using connection = await connectToTestDriver();
  const names = (await connection.listDomains()).map((domain) => domain.name);
  expect(names).toContain("test");
  expect((await connection.findDomain("test"))?.uuid).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
  expect(await connection.findDomain("no such domain")).toBeUndefined();
});

test("an unknown URI rejects with libvirt's code, the URI and the caller's position", async () => {
  const error = await connect("nope:///").catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(LibvirtError);
  expect(error).toMatchObject({ code: "LIBVIRT", call: "virConnectOpen" });
  expect((error as LibvirtError).facts).toMatchObject({
    uri: "nope:///",
    source: expect.stringMatching(/^test\/unit\/libvirt\/connection\.test\.ts:\d+$/),
  });
});

test("invalid XML rejects with libvirt's message, with the parser's excerpt as its output", async () => {
  await using connection = await connectToTestDriver();
  const error = await connection.createDomain("<domain").catch((thrown: unknown) => thrown);
  // VIR_ERR_XML_DETAIL is 35.
  expect(error).toMatchObject({ call: "virDomainCreateXML", libvirtCode: 35, output: expect.stringContaining("---^") });
  expect((error as LibvirtError).headline).not.toContain("\n");
});

test("a closed connection rejects calls, and so do its domains", async () => {
  const connection = await connectToTestDriver();
  const domain = await connection.findDomain("test");
  expect(await connection.close()).toBe(0);
  await expect(connection.listDomains()).rejects.toThrow("the connection is already closed");
  await expect(domain?.xml()).rejects.toThrow("already closed");
  expect(await connection.close()).toBe(0);
});

// Each connection starts its own threads, which takes long on a busy host.
test("leaks no reference over several connections and domains, disposed of or not", async () => {
  for (let round = 0; round < 4; round++) {
    const connection = await connectToTestDriver();
    const kept = await connection.createDomain(testDomainXml(`kept-${round}`));
    const freed = await connection.createDomain(testDomainXml(`freed-${round}`));
    expect(await connection.listDomains()).toHaveLength(3);
    await kept.destroy();
    await freed.destroy();
    await freed[Symbol.asyncDispose]();
    expect(await connection.close()).toBe(0);
  }
});

test("closing waits for pending calls and frees their results", async () => {
  const connection = await connectToTestDriver();
  const listing = connection.listDomains();
  expect(await connection.close()).toBe(0);
  expect((await listing).map((domain) => domain.name)).toContain("test");
});
