package io.jobwheel.dispatch;

/** Provides the identity of this node. Safe for use by any thread. */
@FunctionalInterface
public interface CurrentNode {

  /** Returns the identity at this moment; the id is another one after a lost lease. */
  Node node();
}
