package io.jobwheel.store.database.postgres;

import io.jobwheel.store.database.StoreUrlException;
import java.util.List;
import java.util.Properties;
import org.postgresql.Driver;

/**
 * The address of a PostgreSQL database.
 *
 * @param text as configured; it may hold a password
 */
public record PostgresUrl(String text) {

  public static final String PREFIX = "jdbc:postgresql:";

  /**
   * Returns the address after a check.
   *
   * @throws StoreUrlException if the driver does not accept it
   */
  public static PostgresUrl of(String text) {
    PostgresUrl url = new PostgresUrl(text);
    if (Driver.parseURL(text, new Properties()) == null) {
      throw new StoreUrlException(
          url.toString(), "it is not jdbc:postgresql://<host>:<port>/<database>.");
    }
    return url;
  }

  /** Returns the servers that it names, with their ports; one is the primary. At least one. */
  List<String> hosts() {
    return List.of(text.substring(hostsBegin(), hostsEnd()).split(","));
  }

  /** Returns the address of one of its servers. */
  String at(String host) {
    return text.substring(0, hostsBegin()) + host + text.substring(hostsEnd());
  }

  // otherwise, it names a database on this host
  private boolean namesHosts() {
    return toString().indexOf('/', PREFIX.length() + 2) > 0
        && text.startsWith("//", PREFIX.length());
  }

  private int hostsBegin() {
    return namesHosts() ? PREFIX.length() + 2 : PREFIX.length();
  }

  private int hostsEnd() {
    return namesHosts() ? text.indexOf('/', hostsBegin()) : hostsBegin();
  }

  /** Returns the address without its parameters, which may be secret. */
  @Override
  public String toString() {
    int parameters = text.indexOf('?');
    return parameters < 0 ? text : text.substring(0, parameters);
  }
}
