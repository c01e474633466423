// What demotool needs on the host, how to detect it, and the packages that provide it.
import { accessSync, constants, existsSync, readdirSync } from "node:fs";
import { join } from "node:path";

/**
 * A requirement on the host.
 *
 * @typedef {object} Requirement
 * @property {string} name its name in messages
 * @property {() => boolean} found whether it is installed, judged by files: asking the package manager takes seconds
 * @property {string} apt the Debian or Ubuntu package
 * @property {string} dnf the Fedora package
 */

/** @type {readonly Requirement[]} for every run */
export const demoRequirements = [
  { name: "QEMU", found: program("qemu-system-x86_64"), apt: "qemu-system-x86", dnf: "qemu-system-x86-core" },
  { name: "qemu-img", found: program("qemu-img"), apt: "qemu-utils", dnf: "qemu-img" },
  {
    name: "libvirt's daemon",
    found: anyOf(program("libvirtd"), program("virtqemud")),
    apt: "libvirt-daemon-system",
    dnf: "libvirt-daemon-driver-qemu",
  },
  { name: "libvirt's log daemon", found: program("virtlogd"), apt: "libvirt-daemon-system", dnf: "libvirt-daemon-log" },
  { name: "libvirt's client library", found: library("libvirt.so.0"), apt: "libvirt0", dnf: "libvirt-libs" },
  { name: "libvirt's QEMU library", found: library("libvirt-qemu.so.0"), apt: "libvirt0", dnf: "libvirt-libs" },
  { name: "virsh", found: program("virsh"), apt: "libvirt-clients", dnf: "libvirt-client" },
  { name: "virt-builder", found: program("virt-builder"), apt: "guestfs-tools", dnf: "guestfs-tools" },
  { name: "GnuPG, for virt-builder", found: program("gpg"), apt: "gpg", dnf: "gnupg2" },
  { name: "a kernel, for virt-builder", found: kernel, apt: kernelPackage(), dnf: "kernel-core" },
  { name: "mmdebstrap", found: program("mmdebstrap"), apt: "mmdebstrap", dnf: "mmdebstrap" },
  {
    name: "Debian's keys, for mmdebstrap",
    found: file("/usr/share/keyrings/debian-archive-keyring.gpg"),
    apt: "debian-archive-keyring",
    dnf: "debian-keyring",
  },
  { name: "newuidmap, for mmdebstrap", found: program("newuidmap"), apt: "uidmap", dnf: "shadow-utils" },
  { name: "ffmpeg", found: program("ffmpeg"), apt: "ffmpeg", dnf: "ffmpeg-free" },
  { name: "tesseract", found: program("tesseract"), apt: "tesseract-ocr", dnf: "tesseract" },
];

/** @type {readonly Requirement[]} for demotool's own tests, with guests that boot in a second */
export const testRequirements = [
  { name: "busybox", found: program("busybox"), apt: "busybox-static", dnf: "busybox" },
  { name: "syslinux", found: program("syslinux"), apt: "syslinux", dnf: "syslinux" },
  { name: "mtools", found: program("mcopy"), apt: "mtools", dnf: "mtools" },
  { name: "QEMU's guest agent", found: program("qemu-ga"), apt: "qemu-guest-agent", dnf: "qemu-guest-agent" },
  {
    name: "Xvnc",
    found: program("Xtigervnc", "Xvnc"),
    apt: "tigervnc-standalone-server",
    dnf: "tigervnc-server-minimal",
  },
  { name: "libxkbcommon", found: library("libxkbcommon.so.0"), apt: "libxkbcommon0", dnf: "libxkbcommon" },
  {
    name: "the keyboard layouts of XKB",
    found: file("/usr/share/X11/xkb/rules/evdev.extras.xml"),
    apt: "xkb-data",
    dnf: "xkeyboard-config",
  },
  {
    name: "X11's Compose table",
    found: file("/usr/share/X11/locale/en_US.UTF-8/Compose"),
    apt: "libx11-data",
    dnf: "libX11-common",
  },
  { name: "libfaketime", found: program("faketime"), apt: "faketime", dnf: "libfaketime" },
  { name: "Chromium", found: program("chromium", "chromium-browser"), apt: "chromium", dnf: "chromium" },
];

/** @type {readonly Requirement[]} for the benchmark: GStreamer, which records the same screen */
export const benchRequirements = [
  { name: "gst-launch-1.0", found: program("gst-launch-1.0"), apt: "gstreamer1.0-tools", dnf: "gstreamer1" },
  {
    name: "GStreamer's videorate",
    found: gstreamerPlugin("videorate"),
    apt: "gstreamer1.0-plugins-base",
    dnf: "gstreamer1-plugins-base",
  },
  {
    name: "GStreamer's mp4mux",
    found: gstreamerPlugin("isomp4"),
    apt: "gstreamer1.0-plugins-good",
    dnf: "gstreamer1-plugins-good",
  },
  {
    name: "GStreamer's rfbsrc",
    found: gstreamerPlugin("rfbsrc"),
    apt: "gstreamer1.0-plugins-bad",
    dnf: "gstreamer1-plugins-bad-free",
  },
  {
    name: "GStreamer's x264enc",
    found: gstreamerPlugin("x264"),
    apt: "gstreamer1.0-plugins-ugly",
    dnf: "gstreamer1-plugins-ugly",
  },
];

/** System programs are here even if an ordinary user's PATH does not include them. */
const programFolders = [...new Set([...(process.env.PATH ?? "").split(":"), "/usr/sbin", "/sbin", "/usr/bin", "/bin"])];

function program(...names) {
  return () => names.some((name) => programFolders.some((folder) => folder !== "" && executable(join(folder, name))));
}

function executable(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function library(name) {
  return () => {
    const multiarch = ["x86_64-linux-gnu", "aarch64-linux-gnu"].map((triplet) => `/usr/lib/${triplet}`);
    return [...multiarch, "/usr/lib64", "/usr/lib", "/usr/local/lib"].some((folder) => existsSync(join(folder, name)));
  };
}

function gstreamerPlugin(name) {
  return library(join("gstreamer-1.0", `libgst${name}.so`));
}

function file(path) {
  return () => existsSync(path);
}

function anyOf(...checks) {
  return () => checks.some((check) => check());
}

/** libguestfs boots the host's kernel with the host's modules. */
function kernel() {
  const versions = existsSync("/lib/modules") ? readdirSync("/lib/modules") : [];
  return versions.some(
    (version) => existsSync(`/boot/vmlinuz-${version}`) || existsSync(`/lib/modules/${version}/vmlinuz`),
  );
}

function kernelPackage() {
  return existsSync("/usr/share/keyrings/ubuntu-archive-keyring.gpg") ? "linux-image-generic" : "linux-image-amd64";
}
