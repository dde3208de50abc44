package io.jobwheel.store;

/**
 * Tells nodes that share the store that jobs wait. A hint: it may come late, twice or not at all,
 * and who needs to know asks the registry now and then. Safe from any thread.
 */
public interface JobNotifier extends AutoCloseable {

  /** Between the nodes of a store that takes one. */
  JobNotifier NONE =
      new JobNotifier() {
        @Override
        public boolean isShared() {
          return false;
        }

        @Override
        public void start(Runnable onQueued) {
          // nobody will call
        }

        @Override
        public void jobsQueued() {
          // nobody listens
        }

        @Override
        public void close() {
          // nothing is open
        }
      };

  /** Whether there can be other nodes. */
  boolean isShared();

  /**
   * Listens from now on.
   *
   * @param onQueued called on a thread of its own when another node has queued jobs; must be short
   */
  void start(Runnable onQueued);

  /** Jobs were queued, and that is committed. Returns at once; many calls make one hint. */
  void jobsQueued();

  /** Neither listens nor tells any more. A second call does nothing. */
  @Override
  void close();
}
