// Finds the URL of a failed download in the output of virt-builder, curl, apt and dnf.
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { failedDownload, repositoryUrls } from "../../../src/images/failed-download.ts";
import { testDirectory } from "../../support/domains.ts";

const repositories = ["http://builder.libguestfs.org/index.asc", "http://127.0.0.1:9/index"];

test("names an unreachable repository by its host", () => {
  const output = `curl: (7) Failed to connect to 127.0.0.1 port 9 after 0 ms: Couldn't connect to server
virt-builder: error: external command ‘'curl' -q --config '/tmp/x/guestfscurl06022a.conf'’ exited with error 7`;
  expect(failedDownload(output, repositories)).toBe("http://127.0.0.1:9/index");
});

test("names every repository where the output names no host", () => {
  const output = `curl: (22) The requested URL returned error: 404
virt-builder: error: external command ‘'curl' -q --config '/tmp/x/guestfscurl06022a.conf'’ exited with error 22`;
  expect(failedDownload(output, repositories)).toBe(repositories.join(" "));
  expect(failedDownload(output, [])).toBeUndefined();
});

test("names a failed template by virt-builder's own line", () => {
  const output = `[   0.9] Downloading: http://builder.libguestfs.org/fedora-42.xz
curl: (56) Recv failure: Connection reset by peer
virt-builder: error: external command ‘'curl' -q --config '/tmp/x/guestfscurl06022a.conf'’ exited with error 56`;
  expect(failedDownload(output, repositories)).toBe("http://builder.libguestfs.org/fedora-42.xz");
});

test("names failed packages by the package manager's line", () => {
  const apt = `[   0.9] Downloading: http://builder.libguestfs.org/debian-13.xz
[  30.0] Installing packages: gdm3
Get:1 http://deb.debian.org/debian trixie InRelease [140 kB]
E: Failed to fetch http://deb.debian.org/debian/pool/main/g/gdm3_48.deb  404  Not Found
virt-builder: error: apt-get: command exited with an error`;
  expect(failedDownload(apt, repositories)).toBe("http://deb.debian.org/debian/pool/main/g/gdm3_48.deb");
  const dnf = ` - Curl error (6): Could not resolve hostname for https://mirrors.fedoraproject.org/metalink?repo=f42 [Could not]`;
  expect(failedDownload(dnf, repositories)).toBe("https://mirrors.fedoraproject.org/metalink?repo=f42");
});

test("names no URL for other failures", () => {
  const output = `[   0.9] Downloading: http://builder.libguestfs.org/fedora-42.xz
[  60.0] Running: systemctl enable gdm.service
virt-builder: error: systemctl enable gdm.service: command exited with an error`;
  expect(failedDownload(output, repositories)).toBeUndefined();
});

test("reads repositories from the user's folder and the system's", async () => {
  const folder = await testDirectory();
  const put = async (place: string, text: string): Promise<void> => {
    await mkdir(join(folder, place, "virt-builder/repos.d"), { recursive: true });
    await writeFile(join(folder, place, "virt-builder/repos.d/a.conf"), text);
    await writeFile(join(folder, place, "virt-builder/repos.d/a.gpg"), "uri=http://not.this/");
  };
  await put("own", "[a]\nuri=https://own.example/index.asc\ngpgkey=file:///x\n");
  await put("system", "[b]\n uri = file:///srv/index\n[c]\nuri=http://c.example/i\n");
  const urls = await repositoryUrls({
    XDG_CONFIG_HOME: join(folder, "own"),
    VIRT_BUILDER_DIRS: `${join(folder, "system")}:${join(folder, "missing")}`,
  });
  expect(urls).toEqual(["https://own.example/index.asc", "file:///srv/index", "http://c.example/i"]);
});
