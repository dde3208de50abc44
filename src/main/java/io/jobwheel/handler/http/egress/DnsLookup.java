package io.jobwheel.handler.http.egress;

import java.net.InetAddress;
import java.net.UnknownHostException;

/** Finds the addresses of a host. May block. */
@FunctionalInterface
public interface DnsLookup {

  /** The system's: the hosts file and DNS, with the JVM's short cache. */
  DnsLookup SYSTEM = InetAddress::getAllByName;

  /**
   * All addresses of the host.
   *
   * @throws UnknownHostException when it has none
   */
  InetAddress[] addressesOf(String host) throws UnknownHostException;
}
