package io.jobwheel.eventloop;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * Posts of other threads: any thread puts, the holder of the baton takes all at once, in the order
 * in which they were put. A Treiber stack that is turned round by whoever takes it; both ends are
 * lock-free. What a thread did before {@code put} happens-before what the taker does after the
 * {@code takeAll} that returns it.
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

  /** Everything that was put so far, the oldest first, linked by {@link Handle#nextPosted}. */
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
