package io.jobwheel.dispatch.event;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Tag values for job types: the names of the first 100 types, and {@code other} for all others.
 * This bounds the number of meters. Safe for use by any thread.
 */
final class TypeLabels {

  static final int MAX_NAMED = 100;
  static final String OTHER = "other";

  private final Set<String> named = ConcurrentHashMap.newKeySet();

  String of(String type) {
    return named.contains(type) || admit(type) ? type : OTHER;
  }

  private boolean admit(String type) {
    if (named.size() >= MAX_NAMED) {
      return false; // avoids the lock when the names are used up
    }
    synchronized (this) {
      if (named.size() < MAX_NAMED) {
        named.add(type);
      }
      return named.contains(type);
    }
  }
}
