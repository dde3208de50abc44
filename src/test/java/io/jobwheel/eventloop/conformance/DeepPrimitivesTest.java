package io.jobwheel.eventloop.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.jobwheel.eventloop.Barrier;
import io.jobwheel.eventloop.Condition;
import io.jobwheel.eventloop.Event;
import io.jobwheel.eventloop.EventLoop;
import io.jobwheel.eventloop.Future;
import io.jobwheel.eventloop.Lock;
import io.jobwheel.eventloop.Queue;
import io.jobwheel.eventloop.ReturnWhen;
import io.jobwheel.eventloop.Semaphore;
import io.jobwheel.eventloop.Task;
import io.jobwheel.eventloop.TaskGroup;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Calls primitives with a nearly full stack. The task gets either an overflow or what it waited
 * for: nothing is lost, no task behind it waits forever, and the next task can get what it did not.
 */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class DeepPrimitivesTest {

  private static final int DEPTHS = 80;

  /** One wait, and what has to hold after it. Confined to the loop. */
  private abstract static class Scene {

    final EventLoop loop;
    boolean got;

    Scene(EventLoop loop) {
      this.loop = loop;
    }

    /** Called far down the stack; may overflow anywhere. */
    abstract void come();

    /** Called by another task while the first one waits. */
    abstract void serve();

    /** Called on a flat stack by the first task when it is back there. */
    void leave() {}

    /** Called when the first task has ended: what it came for must be there for others. */
    abstract void check();
  }

  enum Place {
    LOCK(LockScene::new),
    SEMAPHORE(SemaphoreScene::new),
    EVENT(EventScene::new),
    CONDITION(ConditionScene::new),
    BARRIER(BarrierScene::new),
    GET(GetScene::new),
    PUT(PutScene::new),
    GATHER(GatherScene::new),
    WAIT(WaitScene::new),
    GROUP(GroupScene::new);

    private final Function<EventLoop, Scene> scene;

    Place(Function<EventLoop, Scene> scene) {
      this.scene = scene;
    }
  }

  @ParameterizedTest
  @EnumSource
  void aWaitFarDownTheStackLosesNothing(Place place) {
    try (EventLoop loop = EventLoop.create("deep")) {
      loop.run(() -> {
        for (int i = 0; i < 3; i++) {
          round(place.scene.apply(loop), -1); // on a flat stack, to have its classes
        }
        for (int up = 0; up < DEPTHS; up++) {
          round(place.scene.apply(loop), up);
        }
        return null;
      });
      assertThat(loop.stats().tasks()).isZero();
    }
  }

  private static void round(Scene scene, int up) {
    EventLoop loop = scene.loop;
    Task<Void> deep =
        loop.createTask(() -> {
          try {
            if (up < 0) {
              scene.come();
            } else {
              down(scene, up);
            }
          } finally {
            scene.leave();
          }
        });
    EventLoop.yieldNow();
    scene.serve();
    EventLoop.waitFor(() -> EventLoop.wait(List.of(deep), ReturnWhen.ALL_COMPLETED), limit());
    EventLoop.waitFor(
        () -> {
          scene.check();
          return null;
        },
        limit());
  }

  private static Duration limit() {
    return Duration.ofSeconds(20);
  }

  /** Falls until the stack is full, and comes to the primitive so many calls above. */
  private static int down(Scene scene, int up) {
    int left;
    try {
      left = down(scene, up);
    } catch (StackOverflowError e) {
      left = up;
    }
    if (left == 0) {
      try {
        scene.come();
      } catch (StackOverflowError e) {
        // as it may
      }
    }
    return left - 1;
  }

  private static final class LockScene extends Scene {
    private final Lock lock;

    LockScene(EventLoop loop) {
      super(loop);
      lock = new Lock(loop);
      lock.acquire();
    }

    @Override
    void come() {
      lock.acquire();
      got = true;
    }

    @Override
    void serve() {
      lock.release();
    }

    @Override
    void leave() {
      if (got) {
        lock.release();
      }
    }

    @Override
    void check() {
      lock.acquire();
      lock.release();
      assertThat(lock.isLocked()).isFalse();
    }
  }

  private static final class SemaphoreScene extends Scene {
    private final Semaphore semaphore;

    SemaphoreScene(EventLoop loop) {
      super(loop);
      semaphore = new Semaphore(loop, 0);
    }

    @Override
    void come() {
      semaphore.acquire();
      got = true;
    }

    @Override
    void serve() {
      semaphore.release();
    }

    @Override
    void check() {
      assertThat(semaphore.availablePermits()).isEqualTo(got ? 0 : 1);
      if (got) {
        semaphore.release();
      }
      semaphore.acquire();
    }
  }

  private static final class EventScene extends Scene {
    private final Event event;

    EventScene(EventLoop loop) {
      super(loop);
      event = new Event(loop);
    }

    @Override
    void come() {
      event.await();
    }

    @Override
    void serve() {
      event.set();
    }

    @Override
    void check() {
      event.await();
    }
  }

  private static final class ConditionScene extends Scene {
    private final Lock lock;
    private final Condition condition;

    ConditionScene(EventLoop loop) {
      super(loop);
      lock = new Lock(loop);
      condition = new Condition(lock);
    }

    @Override
    void come() {
      lock.acquire();
      got = true;
      condition.await();
    }

    @Override
    void serve() {
      lock.acquire();
      condition.signalAll();
      lock.release();
    }

    @Override
    void leave() {
      if (got && lock.isLocked()) { // an overflow may have come in place of the lock
        lock.release();
      }
    }

    @Override
    void check() {
      lock.acquire();
      lock.release();
      assertThat(lock.isLocked()).isFalse();
    }
  }

  private static final class BarrierScene extends Scene {
    private final Barrier barrier;

    BarrierScene(EventLoop loop) {
      super(loop);
      barrier = new Barrier(loop, 2);
    }

    @Override
    void come() {
      barrier.await();
      got = true;
    }

    @Override
    void serve() {
      if (barrier.waiting() == 1) {
        barrier.await();
      }
    }

    @Override
    void check() {
      assertThat(barrier.waiting()).isZero();
      Task<Integer> other = loop.createTask(() -> barrier.await());
      EventLoop.yieldNow();
      assertThat(barrier.waiting()).isEqualTo(1);
      assertThat(barrier.await()).isEqualTo(1);
      assertThat(EventLoop.await(other)).isZero();
    }
  }

  private static final class GetScene extends Scene {
    private final Queue<Integer> queue;

    GetScene(EventLoop loop) {
      super(loop);
      queue = Queue.fifo(loop, 1);
    }

    @Override
    void come() {
      queue.get();
      got = true;
    }

    @Override
    void serve() {
      queue.put(1);
    }

    @Override
    void check() {
      assertThat(queue.size()).isEqualTo(got ? 0 : 1);
      if (got) {
        queue.put(2);
      }
      queue.get();
    }
  }

  private static final class PutScene extends Scene {
    private final Queue<Integer> queue;

    PutScene(EventLoop loop) {
      super(loop);
      queue = Queue.fifo(loop, 1);
      queue.put(1);
    }

    @Override
    void come() {
      queue.put(2);
      got = true;
    }

    @Override
    void serve() {
      queue.get();
    }

    @Override
    void check() {
      assertThat(queue.size()).isLessThanOrEqualTo(1);
      if (queue.size() == 1) {
        queue.get();
      }
      queue.put(3);
      assertThat(queue.get()).isEqualTo(3);
    }
  }

  private static final class GatherScene extends Scene {
    private final List<Future<Integer>> futures;

    GatherScene(EventLoop loop) {
      super(loop);
      futures = List.of(loop.createFuture(), loop.createFuture());
    }

    @Override
    void come() {
      EventLoop.gather(futures);
    }

    @Override
    void serve() {
      futures.forEach(future -> future.setResult(1));
    }

    @Override
    void check() {
      assertThat(EventLoop.gather(futures)).containsExactly(1, 1);
    }
  }

  private static final class WaitScene extends Scene {
    private final List<Future<Integer>> futures;

    WaitScene(EventLoop loop) {
      super(loop);
      futures = List.of(loop.createFuture(), loop.createFuture());
    }

    @Override
    void come() {
      EventLoop.wait(futures, ReturnWhen.FIRST_COMPLETED, limit());
    }

    @Override
    void serve() {
      futures.getFirst().setResult(1);
    }

    @Override
    void check() {
      assertThat(EventLoop.wait(futures, ReturnWhen.FIRST_COMPLETED).done()).hasSize(1);
    }
  }

  private static final class GroupScene extends Scene {
    private final Future<Integer> future;

    GroupScene(EventLoop loop) {
      super(loop);
      future = loop.createFuture();
    }

    @Override
    void come() {
      TaskGroup.run(group -> group.createTask(this::member));
    }

    private Integer member() {
      return EventLoop.await(future);
    }

    @Override
    void serve() {
      future.setResult(1);
    }

    @Override
    void check() {
      assertThat(EventLoop.await(future)).isEqualTo(1);
    }
  }
}
