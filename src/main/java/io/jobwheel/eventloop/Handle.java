package io.jobwheel.eventloop;

import org.jspecify.annotations.Nullable;

/**
 * Represents a callback that was scheduled on a loop, and can be cancelled: asyncio's {@code
 * Handle}. Confined to its loop.
 */
public sealed class Handle extends ReadyItem permits TimerHandle, DoneCallback, PostedHandle {

  private final EventLoop loop;
  private @Nullable Runnable callback;
  // the next one in the inbox, while it is there; maintained by the inbox
  @Nullable Handle nextPosted;

  Handle(EventLoop loop, @Nullable Runnable callback) {
    this.loop = loop;
    this.callback = callback;
  }

  /**
   * Cancels the callback, if it has not run. A second call, or one after the callback ran, has no
   * effect.
   *
   * @throws IllegalStateException if called from outside the loop
   */
  public void cancel() {
    var _ = loop.enter("cancel a handle");
    doCancel();
  }

  /** Cancels as a part of another call, without its checks. */
  void doCancel() {
    callback = null;
  }

  /** Returns whether the callback was cancelled or has run. */
  public boolean isDone() {
    return callback == null;
  }

  /** Returns the callback, at most once; {@code null} if it was cancelled. */
  @Nullable Runnable takeCallback() {
    Runnable taken = callback;
    callback = null;
    return taken;
  }

  final EventLoop loop() {
    return loop;
  }
}
