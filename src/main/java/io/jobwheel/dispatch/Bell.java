package io.jobwheel.dispatch;

/** Wakes the dispatcher, for those that are made before it. Safe from any thread. */
final class Bell {

  private volatile Runnable listener = () -> {};

  void connect(Runnable wake) {
    listener = wake;
  }

  void ring() {
    listener.run();
  }
}
