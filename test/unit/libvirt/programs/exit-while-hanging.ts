// Calls a daemon that never answers; then exits with code 3, or abandons the call and ends with code 4.
import { connect } from "../../../../src/libvirt/connection.ts";

const [, , uri = "", way] = process.argv;
const connecting = connect(uri, way === "give-up" ? { signal: AbortSignal.timeout(500) } : {});
if (way === "exit") setTimeout(() => process.exit(3), 500);
process.exitCode = 4;
await connecting.catch(() => undefined);
process.stdout.write("given up");
