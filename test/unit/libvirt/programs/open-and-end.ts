// Uses libvirt, fails a call, and comes to its end without closing the connection.
import { setLogLevel } from "../../../../src/base/log.ts";
import { connect } from "../../../../src/libvirt/connection.ts";

// What is left on stderr is libvirt's own.
setLogLevel("silent");

const connection = await connect("test:///default");
const domains = await connection.listDomains();
await domains[0]?.agentCommand("{}", 1000).catch(() => undefined);
await connect("nope:///").catch(() => undefined);
process.stdout.write("done");
