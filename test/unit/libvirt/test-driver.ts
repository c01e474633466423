// Connections to libvirt's own test driver, which needs no daemon and no VM: https://libvirt.org/drvtest.html
import { type Connection, connect } from "../../../src/libvirt/connection.ts";

/** Has one running domain, `test`. */
export const testUri = "test:///default";

/** Connects to the test driver. */
export function connectToTestDriver(): Promise<Connection> {
  return connect(testUri);
}

/** A domain of the test driver. */
export function testDomainXml(name: string): string {
  return `<domain type='test'>
  <name>${name}</name>
  <metadata><demotool:vm xmlns:demotool='https://example.org/demotool' owner='1 2 3'/></metadata>
  <memory unit='MiB'>64</memory>
  <vcpu>2</vcpu>
  <os><type>hvm</type></os>
</domain>`;
}
