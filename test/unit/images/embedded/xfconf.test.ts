// XFCE's settings files: well-formed, with XFCE's types and nested properties.
import { XMLParser, XMLValidator } from "fast-xml-parser";
import { expect, test } from "vitest";
import { desktopFiles } from "../../../../src/images/embedded/desktop-files.ts";
import { type Properties, xfconfFile } from "../../../../src/images/embedded/xfconf.ts";

function lines(properties: Properties): string[] {
  return xfconfFile("a-channel", properties).content.trim().split("\n").slice(2, -1);
}

test("a channel has its own file among the defaults", () => {
  const { path, content } = xfconfFile("xfwm4", {});
  expect(path).toBe("/etc/xdg/xfce4/xfconf/xfce-perchannel-xml/xfwm4.xml");
  expect(content).toContain('<channel name="xfwm4" version="1.0">');
});

test("values have XFCE's types", () => {
  expect(lines({ a: true, b: -3, c: "x", d: { uint: 7 }, e: { double: 0.5 } })).toEqual([
    '<property name="a" type="bool" value="true"/>',
    '<property name="b" type="int" value="-3"/>',
    '<property name="c" type="string" value="x"/>',
    '<property name="d" type="uint" value="7"/>',
    '<property name="e" type="double" value="0.500000"/>',
  ]);
});

test("supports lists, nested properties, and values with nested properties", () => {
  expect(lines({ list: [1, "two"], level: { deep: false } })).toEqual([
    '<property name="list" type="array"><value type="int" value="1"/><value type="string" value="two"/></property>',
    '<property name="level" type="empty">',
    '<property name="deep" type="bool" value="false"/>',
    "</property>",
  ]);
  expect(lines({ both: { value: [1], below: { deep: 2 } } })).toEqual([
    '<property name="both" type="array"><value type="int" value="1"/><property name="deep" type="int" value="2"/></property>',
  ]);
});

test("escapes text", () => {
  expect(lines({ a: '<"&>' })).toEqual(['<property name="a" type="string" value="&lt;&quot;&amp;>"/>']);
});

test("each settings file of the desktop is well-formed", () => {
  const documents = desktopFiles.filter(({ path }) => path.endsWith(".xml"));
  expect(documents.map(({ path }) => path.split("/").at(-1)).sort()).toEqual([
    "xfce4-desktop.xml",
    "xfce4-panel.xml",
    "xfce4-session.xml",
    "xfwm4.xml",
    "xsettings.xml",
  ]);
  for (const { content } of documents) expect(XMLValidator.validate(content)).toBe(true);
});

test("the panels contain only defined plugins", () => {
  const panel = desktopFiles.find(({ path }) => path.endsWith("xfce4-panel.xml"))?.content ?? "";
  const { channel } = new XMLParser({ ignoreAttributes: false, attributeNamePrefix: "" }).parse(panel);
  const [panels, plugins] = [named(channel.property, "panels"), named(channel.property, "plugins")];
  const used = ["panel-1", "panel-2"].flatMap((name) =>
    named(named(panels.property, name).property, "plugin-ids").value.map(({ value }: { value: string }) => value),
  );
  expect(used.map((id) => `plugin-${id}`)).toEqual(plugins.property.map(({ name }: { name: string }) => name));
});

interface Parsed {
  readonly name: string;
  // biome-ignore lint/suspicious/noExplicitAny: parsed XML, whose shape the test is about
  readonly [key: string]: any;
}

function named(properties: readonly Parsed[], name: string): Parsed {
  const found = properties.find((property) => property.name === name);
  if (found === undefined) throw new Error(`no property ${name}`);
  return found;
}
