package io.jobwheel.dispatch.event;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What meters call job types: the first hundred by their names, all others {@code other}, so that
 * no number of types makes the registry of meters grow without end. Safe from any thread.
 */
final class TypeLabels {

  static final int MOST = 100;
  static final String OTHER = "other";

  private final Set<String> named = ConcurrentHashMap.newKeySet();

  String of(String type) {
    return named.contains(type) || admit(type) ? type : OTHER;
  }

  private boolean admit(String type) {
    if (named.size() >= MOST) {
      return false; // without a lock: most types of a node that has too many are among these
    }
    synchronized (this) {
      if (named.size() < MOST) {
        named.add(type);
      }
      return named.contains(type);
    }
  }
}
