// Finds the URL of a failed download: virt-builder's message lacks it when a repository cannot be reached.
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { configHome } from "../base/user.ts";

const url = /\b(?:https?|ftp):\/\/[^\s'"\])]+/g;
/** Matches the lines in which apt, dnf or curl report a failed download. */
const failure = /^(?:err:|e:|w:)|fail|error|could not|cannot|unable|status code/i;

/**
 * Returns the URL of the download that made a build fail.
 *
 * @param output the tail of virt-builder's output
 * @param repositories the URLs of virt-builder's indexes, from {@link repositoryUrls}
 * @returns one URL, several joined with spaces if any of them may have failed, or undefined if no download failed
 */
export function failedDownload(output: string, repositories: readonly string[]): string | undefined {
  const lines = output.split("\n").map((line) => line.trim());
  const named = lines.filter((line) => failure.test(line)).flatMap((line) => line.match(url) ?? []);
  if (named.length > 0) return named.at(-1);
  if (!/\bcurl\b/.test(output)) return undefined;
  const template = lines.findLast((line) => /\] Downloading: /.test(line))?.match(url)?.[0];
  if (template !== undefined) return template;
  const complaint = lines.findLast((line) => line.startsWith("curl: ")) ?? "";
  const matching = repositories.filter((repository) => complaint.includes(hostOf(repository)));
  return (matching.length > 0 ? matching : repositories).join(" ") || undefined;
}

/** Returns the index URLs of virt-builder's configured repositories (virt-builder(1), "Sources of templates"). */
export async function repositoryUrls(environment: NodeJS.ProcessEnv): Promise<string[]> {
  const system = environment.VIRT_BUILDER_DIRS?.split(":") ?? ["/etc"];
  const folders = [configHome(environment), ...system].map((folder) => join(folder, "virt-builder", "repos.d"));
  const urls = await Promise.all(folders.map(urlsIn));
  return urls.flat();
}

async function urlsIn(folder: string): Promise<string[]> {
  const files = (await readdir(folder).catch(() => [])).filter((name) => name.endsWith(".conf"));
  const texts = await Promise.all(files.map((name) => readFile(join(folder, name), "utf8").catch(() => "")));
  return texts.flatMap((text) =>
    [...text.matchAll(/^[^\S\n]*uri[^\S\n]*=[^\S\n]*(\S+)/gm)].map((match) => match[1] ?? ""),
  );
}

function hostOf(address: string): string {
  return URL.parse(address)?.hostname || address;
}
