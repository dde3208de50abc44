package io.jobwheel.dispatch.request;

/** Is told that a job of a schedule has ended on this node, so that another one may begin. */
@FunctionalInterface
public interface FireEndListener {

  /** Called by a thread of the store. Must not block. */
  void fireEnded();
}
