// Uses libvirt, fails a call, and comes to its end without closing the connection.
import { connect } from "../../../../src/libvirt/connection.ts";

const connection = await connect("test:///default");
const domains = await connection.listDomains();
await domains[0]?.agentCommand("{}", 1).catch(() => undefined);
await connect("nope:///").catch(() => undefined);
process.stdout.write("done");
