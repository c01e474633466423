// Placeholder until the template's maker lands.
/** Makes the template. */
export async function makeTemplate(
  _directory: string,
  _context: { signal?: AbortSignal; onLine?: (line: string) => void },
): Promise<{ virtBuilderDirs: string }> {
  throw new Error("not there yet");
}
