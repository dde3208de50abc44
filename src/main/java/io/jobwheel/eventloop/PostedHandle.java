package io.jobwheel.eventloop;

import org.jspecify.annotations.Nullable;

/** Represents a callback that another thread posted, and that any thread may cancel. */
final class PostedHandle extends Handle {

  // written by any thread
  private volatile boolean cancelled;

  PostedHandle(EventLoop loop, Runnable callback) {
    super(loop, callback);
  }

  @Override
  public void cancel() {
    cancelled = true;
  }

  @Override
  public boolean isDone() {
    return cancelled || super.isDone();
  }

  @Override
  @Nullable Runnable takeCallback() {
    Runnable callback = super.takeCallback();
    return cancelled ? null : callback;
  }
}
