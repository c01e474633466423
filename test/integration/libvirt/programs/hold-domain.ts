// Starts the domain of the XML in an environment variable with autodestroy, reports it, and waits to be killed.
import { connect } from "../../../../src/libvirt/connection.ts";

const connection = await connect("qemu:///session");
process.stdout.write("starting\n");
await connection.createDomain(process.env.DOMAIN_XML ?? "", { autodestroy: true });
process.stdout.write("started\n");
setInterval(() => undefined, 60_000);
