// What libvirt chose when it started a domain, read from the running domain's XML.
import { XMLParser } from "fast-xml-parser";

/** The ports a VNC client connects to. */
export interface VncPorts {
  readonly port: number | undefined;
  /** For browsers (noVNC). */
  readonly websocket: number | undefined;
}

const parser = new XMLParser({
  ignoreAttributes: false,
  attributeNamePrefix: "@",
  isArray: (name) => name === "graphics" || name === "channel",
});

/** The VNC server's ports; undefined while libvirt has not given any. */
export function vncPorts(xml: string): VncPorts {
  const graphics = list(xml, "graphics").find((element) => element["@type"] === "vnc");
  return { port: port(graphics?.["@port"]), websocket: port(graphics?.["@websocket"]) };
}

/** Whether the guest agent has opened its end of the channel. */
export function agentConnected(xml: string): boolean {
  const targets = list(xml, "channel").map((element) => element.target as Record<string, string> | undefined);
  return targets.some((target) => target?.["@name"] === "org.qemu.guest_agent.0" && target["@state"] === "connected");
}

function list(xml: string, name: string): readonly Record<string, unknown>[] {
  return parser.parse(xml).domain?.devices?.[name] ?? [];
}

function port(value: unknown): number | undefined {
  const number = Number(value);
  return Number.isInteger(number) && number > 0 ? number : undefined;
}
