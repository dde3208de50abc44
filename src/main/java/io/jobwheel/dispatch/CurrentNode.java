package io.jobwheel.dispatch;

/** Returns the identity of this node, which changes when it loses its lease. Thread-safe. */
@FunctionalInterface
public interface CurrentNode {

  /** Returns the current identity. */
  Node get();
}
