import { expect, test } from "vitest";
import { agentConnected, channelSocket, diskFiles, vncPorts } from "../../../src/libvirt/live-xml.ts";

function domain(devices: string): string {
  return `<domain><devices>${devices}</devices></domain>`;
}

test("reads both ports of the VNC server", () => {
  const xml = domain("<graphics type='spice' port='1'/><graphics type='vnc' port='5901' websocket='5701'/>");
  expect(vncPorts(xml)).toEqual({ port: 5901, websocket: 5701 });
});

test("unassigned ports are undefined", () => {
  expect(vncPorts(domain("<graphics type='vnc' port='-1' autoport='yes'/>"))).toEqual({
    port: undefined,
    websocket: undefined,
  });
  expect(vncPorts(domain(""))).toEqual({ port: undefined, websocket: undefined });
});

test.each([
  ["connected", true],
  ["disconnected", false],
])("reads whether an agent channel is %s", (state, connected) => {
  const channel = `<channel><target type='virtio' name='org.qemu.guest_agent.0' state='${state}'/></channel>`;
  expect(agentConnected(domain(`<channel><target name='other' state='connected'/></channel>${channel}`))).toBe(
    connected,
  );
});

test("finds a channel's socket by the channel's name", () => {
  const channel = (name: string): string =>
    `<channel type='unix'><source mode='bind' path='/run/${name}.socket'/><target type='virtio' name='${name}'/></channel>`;
  const xml = domain(channel("org.qemu.guest_agent.0") + channel("org.demotool.copy.0"));
  expect(channelSocket(xml, "org.demotool.copy.0")).toBe("/run/org.demotool.copy.0.socket");
  expect(channelSocket(xml, "other")).toBeUndefined();
});

test("finds the disks' files, whatever their names", () => {
  const disk = "<disk type='file'><source file='/home/o&apos;brien &amp; co/overlay.qcow2' index='1'/></disk>";
  expect(diskFiles(domain(`<disk type='block'><source dev='/dev/sda'/></disk>${disk}`))).toEqual([
    "/home/o'brien & co/overlay.qcow2",
  ]);
  expect(diskFiles(domain(""))).toEqual([]);
});
