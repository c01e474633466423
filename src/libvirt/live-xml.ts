// Reads from a running domain's XML what libvirt chose when it started the domain.
import { XMLParser } from "fast-xml-parser";

/** The name of the guest agent's channel, as the agent expects it. */
export const agentChannel = "org.qemu.guest_agent.0";

/** The channel that files are copied through; see src/guest/copy/channel.ts. */
export const copyChannel = "org.demotool.copy.0";

/** The ports a VNC client connects to. */
export interface VncPorts {
  readonly port: number | undefined;
  /** For browsers (noVNC). */
  readonly websocket: number | undefined;
}

type Attributes = Readonly<Record<string, string>>;

const parser = new XMLParser({
  ignoreAttributes: false,
  attributeNamePrefix: "@",
  isArray: (name) => ["graphics", "channel", "disk"].includes(name),
});

/** Returns the VNC server's ports; undefined until libvirt has assigned them. */
export function vncPorts(xml: string): VncPorts {
  const graphics = list(xml, "graphics").find((element) => element["@type"] === "vnc");
  return { port: port(graphics?.["@port"]), websocket: port(graphics?.["@websocket"]) };
}

/** Whether the guest agent has opened its end of the channel. */
export function agentConnected(xml: string): boolean {
  const targets = list(xml, "channel").map((element) => element.target as Attributes | undefined);
  return targets.some((target) => target?.["@name"] === agentChannel && target["@state"] === "connected");
}

function list(xml: string, name: string): readonly Record<string, unknown>[] {
  return parser.parse(xml).domain?.devices?.[name] ?? [];
}

function port(value: unknown): number | undefined {
  const number = Number(value);
  return Number.isInteger(number) && number > 0 ? number : undefined;
}

/** Returns the path of the channel's socket on this host; undefined if the domain has no such channel. */
export function channelSocket(xml: string, name: string): string | undefined {
  const channel = list(xml, "channel").find(({ target }) => (target as Attributes | undefined)?.["@name"] === name);
  return (channel?.source as Attributes | undefined)?.["@path"];
}

/** Returns the paths of the domain's disks on this host. */
export function diskFiles(xml: string): readonly string[] {
  return list(xml, "disk").flatMap(({ source }) => (source as Attributes | undefined)?.["@file"] ?? []);
}
