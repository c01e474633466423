// Uses libvirt, fails a call, and ends without closing the connection.
import { setLogLevel } from "../../../../src/base/log.ts";
import { connect } from "../../../../src/libvirt/connection.ts";

// Anything left on stderr comes from libvirt.
setLogLevel("silent");

const connection = await connect("test:///default");
const domains = await connection.listDomains();
await domains[0]?.agentCommand("{}", 1000).catch(() => undefined);
await connect("nope:///").catch(() => undefined);
process.stdout.write("done");
