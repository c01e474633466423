import { once } from "node:events";
import { createServer, type Socket } from "node:net";
import { expect, test } from "vitest";
import { Deadline } from "../../../src/base/time/deadline.ts";
import { launch } from "../../../src/boot/launch.ts";
import { LibvirtError } from "../../../src/libvirt/errors.ts";
import type { Machine } from "../../../src/machine/machine.ts";
import { VncError } from "../../../src/rfb/connect.ts";
import { captureLog } from "../../support/captured-log.ts";
import { testOutput, tinyRequest } from "../../support/guests/launched.ts";
import { bootSectorImage } from "../../support/guests/tiny-guest.ts";
import { welcome } from "../../support/rfb/rfb-server.ts";

async function launchTiny(name: string): Promise<Machine> {
  const readiness = { guestAgent: false, session: undefined };
  return launch(tinyRequest(await testOutput(), { name, backingFile: await bootSectorImage(), readiness }));
}

test("a program that takes the VNC port of a VM that has ended is not spoken to, and no browser has a port", async () => {
  captureLog();
  await using machine = await launchTiny("demo-machine-taken");
  expect(machine.websocketPort).toBeUndefined();
  const first = await machine.vnc();
  await machine.domain.destroyAndWait();
  expect(await first.closed).toBeInstanceOf(VncError);
  const clients: Socket[] = [];
  const thief = createServer((socket) => {
    clients.push(socket);
    socket.end(welcome(720, 400));
  }).listen(machine.vncPort, "127.0.0.1");
  await once(thief, "listening");
  await expect(machine.vnc()).rejects.toThrow(LibvirtError);
  thief.close();
  expect(clients).toEqual([]);
});

test("a lost VNC connection is reopened, and none outlives the machine", async () => {
  captureLog();
  await using machine = await launchTiny("demo-machine-vnc");
  const first = await machine.vnc();
  expect(await machine.vnc()).toBe(first);
  await first[Symbol.asyncDispose]();
  const second = await machine.vnc();
  await second.refresh(Deadline.after(30_000, "refresh"));
  expect(second.snapshot()).toMatchObject({ width: 720, height: 400 });

  await second[Symbol.asyncDispose]();
  const ended = machine.vnc().then(
    (client) => client.closed,
    () => undefined,
  );
  await machine[Symbol.asyncDispose]();
  expect(await ended).toBeUndefined();
});
