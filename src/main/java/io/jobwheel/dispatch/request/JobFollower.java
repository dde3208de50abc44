package io.jobwheel.dispatch.request;

import java.util.UUID;

/** Follows jobs and groups. Safe for use by any thread. */
public interface JobFollower {

  /** Is called about a followed job or group, by any thread. Must not block. */
  interface FollowListener {

    /** Something may have changed since the last call; the store has what. */
    void changed();

    /** The node stops. No further call follows. */
    void closed();
  }

  /** Ends when it is closed; a second call of {@code close} has no effect. */
  interface Following extends AutoCloseable {
    @Override
    void close();
  }

  /**
   * Begins to follow a job or group, on whichever node it runs. A change is a hint: it can come
   * without one, or late. Read the store after this call, not before it: earlier changes are not
   * signalled. If the node stops already, {@code closed} is called at once.
   */
  Following follow(UUID id, FollowListener listener);
}
