// The list of layouts and variants that xkeyboard-config registers, as desktops show them.
import { existsSync, readFileSync } from "node:fs";

const data = "/usr/share/X11/xkb";
const list = `${data}/rules/evdev.lst`;
const extras = `${data}/rules/evdev.extras.xml`;
const packageFile = ["/usr/share/pkgconfig/xkeyboard-config.pc", "/usr/lib/pkgconfig/xkeyboard-config.pc"];

/** A placeholder for a user's own layout. */
const placeholder = "custom";

/** The installed version of xkeyboard-config. */
export function version() {
  const file = packageFile.find((path) => existsSync(path));
  const found = file && /^Version:\s*(\S+)/m.exec(readFileSync(file, "utf8"));
  if (!found) throw new Error(`no xkeyboard-config here: ${packageFile.join(", ")} does not tell its version`);
  return found[1];
}

/**
 * All layouts with their variants, each with its name (`de`, `de(nodeadkeys)`). Desktops list most of them, with a
 * description; `setxkbmap` also takes the others that a layout's file has, such as `ch(de)`.
 */
export function registeredLayouts() {
  const text = readFileSync(list, "utf8");
  const descriptions = new Map([
    ...section(text, "layout").map(([, layout, description]) => [layout, description]),
    ...section(text, "variant").map(([, variant, rest]) => {
      const [, layout, description] = /^(\S+):\s+(.*)$/.exec(rest);
      return [`${layout}(${variant})`, description];
    }),
  ]);
  const listed = [...descriptions.keys()];
  const bases = new Set([...listed.map((name) => name.split("(")[0]), ...extraLayouts()]);
  bases.delete(placeholder);
  return [...bases].flatMap((layout) => {
    const variants = listed.flatMap((name) => (name.startsWith(`${layout}(`) ? name.slice(layout.length + 1, -1) : []));
    const all = [undefined, ...new Set([...variants, ...sectionsOf(layout)])];
    return all.map((variant) => {
      const name = variant === undefined ? layout : `${layout}(${variant})`;
      return { name, layout, variant, description: descriptions.get(name) };
    });
  });
}

/** Layouts that desktops do not list by default. */
function extraLayouts() {
  const found = readFileSync(extras, "utf8").matchAll(/<layout>\s*<configItem[^>]*>\s*<name>([\w-]+)<\/name>/g);
  return [...found].map(([, name]) => name);
}

/** Variants for the keyboards of other computers, which `evdev` does not have. */
const otherHardware = /^sun_type|suncompat$/;

/** The variants in a layout's file, without its default one and the parts that only other variants include. */
function sectionsOf(layout) {
  const text = readFileSync(`${data}/symbols/${layout}`, "utf8").replaceAll(/\/\/.*/g, "");
  const sections = [...text.matchAll(/^((?:\s*\w+)*?)\s*xkb_symbols\s+"([\w-]+)"/gm)];
  const own = sections.filter(([, flags]) => !/\b(default|hidden)\b/.test(flags)).map(([, , name]) => name);
  return own.filter((name) => !otherHardware.test(name));
}

function section(text, name) {
  const [, body] = new RegExp(`^! ${name}\\n([^!]*)`, "m").exec(text) ?? [];
  if (body === undefined) throw new Error(`${list} has no section "${name}"`);
  return body.split("\n").flatMap((line) => {
    const found = /^\s+(\S+)\s+(.*)$/.exec(line);
    return found ? [found] : [];
  });
}
