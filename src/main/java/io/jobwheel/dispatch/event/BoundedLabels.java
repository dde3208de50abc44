package io.jobwheel.dispatch.event;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Tag values for names that clients choose, such as job types: the first 100 names, and {@code
 * other} for all others. This bounds the number of meters. Safe for use by any thread.
 */
public final class BoundedLabels {

  public static final int MAX_NAMED = 100;

  /** The value for all names after the first ones. */
  public static final String OTHER = "other";

  private final Set<String> named = ConcurrentHashMap.newKeySet();

  /** Returns the value for a name. */
  public String of(String name) {
    return named.contains(name) || admit(name) ? name : OTHER;
  }

  private boolean admit(String name) {
    if (named.size() >= MAX_NAMED) {
      return false; // avoids the lock when the names are used up
    }
    synchronized (this) {
      if (named.size() < MAX_NAMED) {
        named.add(name);
      }
      return named.contains(name);
    }
  }
}
