package io.jobwheel.eventloop;

import org.jspecify.annotations.Nullable;

/** A callback that was given to a loop, and the way to take it back. Confined to its loop. */
public sealed class Handle extends ReadyItem permits TimerHandle, DoneCallback, PostedHandle {

  private final EventLoop loop;
  private @Nullable Runnable callback;
  // the next one in the inbox, while it is there; kept by the inbox
  @Nullable Handle nextPosted;

  Handle(EventLoop loop, @Nullable Runnable callback) {
    this.loop = loop;
    this.callback = callback;
  }

  /**
   * Takes the callback back, if it has not run. A second call, or one after it ran, does nothing.
   *
   * @throws IllegalStateException when called from outside the loop
   */
  public void cancel() {
    var _ = loop.enter("cancel a handle");
    doCancel();
  }

  /** Cancels as a part of another call. */
  void doCancel() {
    callback = null;
  }

  /** Whether the callback was taken back or has run. */
  public boolean isDone() {
    return callback == null;
  }

  /** The callback, at most once; null when it was taken back. */
  @Nullable Runnable takeCallback() {
    Runnable taken = callback;
    callback = null;
    return taken;
  }

  final EventLoop loop() {
    return loop;
  }
}
