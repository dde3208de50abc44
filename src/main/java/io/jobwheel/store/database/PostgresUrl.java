package io.jobwheel.store.database;

import java.util.Properties;
import org.postgresql.Driver;

/**
 * The address of a PostgreSQL database.
 *
 * @param text as configured; it may hold a password
 */
public record PostgresUrl(String text) {

  static final String PREFIX = "jdbc:postgresql:";

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

  /** Returns whether it names several servers, of which one is the primary. */
  boolean hasSeveralHosts() {
    String withoutParameters = toString();
    int end = withoutParameters.indexOf('/', PREFIX.length() + 2);
    return withoutParameters.substring(0, end < 0 ? withoutParameters.length() : end).contains(",");
  }

  /** Returns the address without its parameters, which may be secret. */
  @Override
  public String toString() {
    int parameters = text.indexOf('?');
    return parameters < 0 ? text : text.substring(0, parameters);
  }
}
