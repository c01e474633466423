// Hanging calls: they time out, block nothing, and clean up after themselves.
import { expect, test } from "vitest";
import { AbortedError, TimeoutError } from "../../../src/base/errors.ts";
import { CallSession } from "../../../src/libvirt/call-session.ts";
import { connect } from "../../../src/libvirt/connection.ts";
import { silentDaemon } from "./silent-daemon.ts";
import { connectToTestDriver } from "./test-driver.ts";

test("a hanging call rejects at its time limit", async () => {
  await using daemon = await silentDaemon();
  const session = new CallSession(daemon.uri);
  const call = session.call("connectOpen", [daemon.uri], { source: "here.ts:1", limitMs: 500 });
  const error = await call.catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(TimeoutError);
  expect(error).toMatchObject({
    headline: "the libvirt call connectOpen took longer than 500 ms",
    facts: { uri: daemon.uri, source: "here.ts:1", limitMs: 500 },
    next: `check that the libvirt daemon responds: virsh -c ${daemon.uri} list`,
  });
  await session.pool.close();
});

test("the caller's signal ends the wait for a connection", async () => {
  await using daemon = await silentDaemon();
  const controller = new AbortController();
  const connecting = connect(daemon.uri, { signal: controller.signal });
  await daemon.connected();
  controller.abort();
  await expect(connecting).rejects.toBeInstanceOf(AbortedError);
});

test("a hanging call blocks neither the event loop nor other calls", async () => {
  await using daemon = await silentDaemon();
  const session = new CallSession(daemon.uri);
  let hanging = true;
  const call = session
    .call("connectOpen", [daemon.uri], { source: "here.ts:1" })
    .catch((thrown: unknown) => thrown)
    .finally(() => {
      hanging = false;
    });
  await daemon.connected();
  let ticks = 0;
  const ticking = setInterval(() => ticks++, 5);
  await using connection = await connectToTestDriver();
  const pointer = await session.call("connectOpen", ["test:///default"], { source: "" });
  expect(await session.call("listDomains", [pointer], { source: "" })).toHaveLength(1);
  expect(await connection.listDomains()).not.toHaveLength(0);
  clearInterval(ticking);
  expect(hanging).toBe(true);
  expect(ticks).toBeGreaterThan(5);
  daemon.hangUp();
  expect(await call).toMatchObject({ call: "virConnectOpen" });
  await session.pool.close();
});

test("frees the late result of an abandoned call", async () => {
  const session = new CallSession("test:///default");
  const discarded = Promise.withResolvers<bigint>();
  const open = (limitMs: number): Promise<bigint> =>
    session.call("connectOpen", [session.uri], { source: "here.ts:1", limitMs, discard: discarded.resolve });
  // The thread takes longer than this to start.
  await expect(open(1)).rejects.toBeInstanceOf(TimeoutError);
  expect(await session.free("connectClose", await discarded.promise)).toBe(0);
  await session.pool.close();
});
