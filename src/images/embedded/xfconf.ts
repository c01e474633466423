// Generates the files with XFCE's default settings, one XML document per channel (https://docs.xfce.org/xfce/xfconf).
import type { GuestFile } from "../recipe-type.ts";

/** An unsigned integer. A plain number becomes a signed one, which XFCE treats as another type. */
export interface Unsigned {
  readonly uint: number;
}

/** A floating-point number. */
export interface Double {
  readonly double: number;
}

type Scalar = string | number | boolean | Unsigned | Double;

/** A value with further properties below it. */
export interface Branch {
  readonly value: Scalar | readonly Scalar[];
  readonly below: Properties;
}

/** A property's value; an object is a nested level. */
export type Setting = Scalar | readonly Scalar[] | Branch | Properties;

/** Properties by name. */
export interface Properties {
  readonly [name: string]: Setting;
}

/** Returns the file with the system-wide defaults of a channel. */
export function xfconfFile(channel: string, properties: Properties): GuestFile {
  return {
    path: `/etc/xdg/xfce4/xfconf/xfce-perchannel-xml/${channel}.xml`,
    content: `<?xml version="1.0" encoding="UTF-8"?>
<channel name="${escaped(channel)}" version="1.0">
${children(properties)}
</channel>
`,
  };
}

function children(properties: Properties): string {
  return Object.entries(properties)
    .map(([name, setting]) => property(name, setting))
    .join("\n");
}

function property(name: string, setting: Setting): string {
  if (isBranch(setting)) return element(name, setting.value, children(setting.below));
  if (isScalar(setting) || isList(setting)) return element(name, setting, "");
  return `<property name="${escaped(name)}" type="empty">\n${children(setting)}\n</property>`;
}

function element(name: string, value: Scalar | readonly Scalar[], below: string): string {
  const opening = `<property name="${escaped(name)}"`;
  const values = isList(value) ? value.map((item) => `<value ${typed(item)}/>`).join("") : "";
  const type = isList(value) ? 'type="array"' : typed(value);
  const inner = values + below;
  return inner === "" ? `${opening} ${type}/>` : `${opening} ${type}>${inner}</property>`;
}

function typed(scalar: Scalar): string {
  if (typeof scalar === "object") {
    return "uint" in scalar
      ? `type="uint" value="${scalar.uint}"`
      : `type="double" value="${scalar.double.toFixed(6)}"`;
  }
  const type = { string: "string", number: "int", boolean: "bool" }[typeof scalar as "string" | "number" | "boolean"];
  return `type="${type}" value="${escaped(String(scalar))}"`;
}

function isScalar(setting: Setting): setting is Scalar {
  return typeof setting !== "object" || "uint" in setting || "double" in setting;
}

function isList(setting: Setting): setting is readonly Scalar[] {
  return Array.isArray(setting);
}

function isBranch(setting: Setting): setting is Branch {
  return typeof setting === "object" && "below" in setting;
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;");
}
