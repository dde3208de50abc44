package io.jobwheel.handler.http.egress;

import java.net.InetAddress;
import java.net.UnknownHostException;

/** Looks up the addresses of a host. Thread-safe; may block. */
@FunctionalInterface
public interface DnsLookup {

  /** The JVM's resolver: the hosts file and DNS, with the JVM's cache. */
  DnsLookup SYSTEM = InetAddress::getAllByName;

  /**
   * Returns all addresses of the host.
   *
   * @throws UnknownHostException if the host cannot be resolved
   */
  InetAddress[] addressesOf(String host) throws UnknownHostException;
}
