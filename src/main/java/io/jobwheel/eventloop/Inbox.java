package io.jobwheel.eventloop;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * Holds the posts of other threads. Any thread puts; the holder of the baton takes all posts at
 * once, in the order in which they were put. A Treiber stack that the taker reverses; both ends are
 * lock-free. Actions before {@code put} happen-before actions after the {@code takeAll} that
 * returns the post.
 */
final class Inbox {

  private static final VarHandle HEAD;

  static {
    try {
      HEAD = MethodHandles.lookup().findVarHandle(Inbox.class, "head", Handle.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  // written by any thread
  private volatile @Nullable Handle head;

  void put(Handle post) {
    Handle top;
    do {
      top = head;
      post.nextPosted = top;
    } while (!HEAD.compareAndSet(this, top, post));
  }

  boolean isEmpty() {
    return head == null;
  }

  /**
   * Returns all posts so far, oldest first, linked by {@link Handle#nextPosted}; {@code null} if
   * there are none.
   */
  @Nullable Handle takeAll() {
    if (head == null) {
      return null;
    }
    Handle newest = (Handle) HEAD.getAndSet(this, (Handle) null);
    Handle oldest = null;
    while (newest != null) {
      Handle older = newest.nextPosted;
      newest.nextPosted = oldest;
      oldest = newest;
      newest = older;
    }
    return oldest;
  }
}
