package io.jobwheel.store;

/**
 * Notifies other nodes that share the store of queued jobs. Notifications are hints: they may be
 * late, duplicated or lost, so nodes also poll the store. Thread-safe.
 */
public interface JobNotifier extends AutoCloseable {

  /** For a store that only one node can use. */
  JobNotifier NONE =
      new JobNotifier() {
        @Override
        public boolean isShared() {
          return false;
        }

        @Override
        public void start(Runnable onQueued) {
          // no other node sends notifications
        }

        @Override
        public void jobsQueued() {
          // no other node listens
        }

        @Override
        public void close() {
          // holds nothing
        }
      };

  /** Returns whether other nodes can use the store. */
  boolean isShared();

  /**
   * Starts to listen. A second call has no effect.
   *
   * @param onQueued called on an internal thread when another node has queued jobs, and after each
   *     connect; must not block
   */
  void start(Runnable onQueued);

  /**
   * Notifies the other nodes of queued jobs, after their commit. Does not block. Calls in quick
   * succession are combined into one notification.
   */
  void jobsQueued();

  /** Stops listening and notifying. A second call has no effect. */
  @Override
  void close();
}
