package io.jobwheel.eventloop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class EventLoopGroupTest {

  @Test
  void itsLoopsAreNumberedAndRunFromTheStart() {
    try (EventLoopGroup group = new EventLoopGroup("loop", 3)) {
      assertThat(group.loops())
          .extracting(EventLoop::name)
          .containsExactly("loop-1", "loop-2", "loop-3");
      assertThat(group.loops()).allMatch(EventLoop::isRunning);
    }
  }

  @Test
  void theLoopsTakeTurns() {
    try (EventLoopGroup group = new EventLoopGroup("loop", 2)) {
      List<EventLoop> loops = group.loops();
      assertThat(List.of(group.next(), group.next(), group.next()))
          .containsExactly(loops.get(0), loops.get(1), loops.get(0));
    }
  }

  @Test
  void aBusyLoopIsPassedOver() {
    try (EventLoopGroup group = new EventLoopGroup("loop", 3)) {
      CountDownLatch end = new CountDownLatch(1);
      EventLoop busy = group.next();
      var blocked =
          busy.submit(() -> {
            end.await();
            return null;
          });
      Set<EventLoop> next = new HashSet<>();
      for (int i = 0; i < 10; i++) {
        next.add(group.next());
      }
      end.countDown();
      blocked.join();
      assertThat(next).hasSize(2).doesNotContain(busy);
    }
  }

  @Test
  void aBurstIsSpreadEvenlyBeforeAnyOfItHasBegun() {
    try (EventLoopGroup group = new EventLoopGroup("loop", 3)) {
      CountDownLatch end = new CountDownLatch(1);
      List<CompletableFuture<Object>> work = new java.util.ArrayList<>();
      java.util.Map<String, Integer> shares = new java.util.TreeMap<>();
      for (int i = 0; i < 30; i++) {
        EventLoop loop = group.next();
        shares.merge(loop.name(), 1, Integer::sum);
        work.add(
            loop.submit(() -> {
              end.await();
              return null;
            }));
      }
      end.countDown();
      work.forEach(CompletableFuture::join);
      assertThat(shares)
          .containsExactly(
              java.util.Map.entry("loop-1", 10),
              java.util.Map.entry("loop-2", 10),
              java.util.Map.entry("loop-3", 10));
    }
  }

  @Test
  void equalKeysGetTheSameLoopAndManyKeysGetThemAll() {
    try (EventLoopGroup group = new EventLoopGroup("loop", 3)) {
      Set<EventLoop> used = new HashSet<>();
      for (int i = -100; i < 100; i++) {
        EventLoop loop = group.forKey("key" + i);
        assertThat(group.forKey("key" + i)).isSameAs(loop);
        used.add(loop);
      }
      assertThat(used).hasSize(3);
      assertThat(group.forKey(Integer.MIN_VALUE)).isIn(group.loops()); // a negative hash
    }
  }

  @Test
  void tasksOfTwoLoopsRunAtTheSameTime() {
    try (EventLoopGroup group = new EventLoopGroup("loop", 2)) {
      CountDownLatch both = new CountDownLatch(2);
      List<CompletableFuture<Object>> futures =
          group.loops().stream()
              .map(loop ->
                  loop.submit(() -> {
                    both.countDown();
                    both.await(); // blocks its loop until the other one is here
                    return null;
                  }))
              .toList();
      futures.forEach(CompletableFuture::join);
    }
  }

  @Test
  void closeCancelsAndRefusesOnEveryLoop() {
    EventLoopGroup group = new EventLoopGroup("loop", 2);
    List<CompletableFuture<Object>> futures =
        group.loops().stream()
            .map(loop -> {
              CompletableFuture<Object> future =
                  loop.submit(() -> EventLoop.await(loop.createFuture()));
              loop.submit(() -> null).join(); // the one before has begun
              return future;
            })
            .toList();
    group.close();
    for (int i = 0; i < 2; i++) {
      EventLoop loop = group.loops().get(i);
      assertThatThrownBy(futures.get(i)::join).isInstanceOf(CancellationException.class);
      assertThat(loop.isRunning()).isFalse();
      assertThatThrownBy(() -> loop.submit(() -> 1)).isInstanceOf(RejectedExecutionException.class);
    }
    group.close(); // does nothing
  }

  @Test
  void aGroupWithoutLoopsIsRefused() {
    assertThatThrownBy(() -> new EventLoopGroup("loop", 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("at least one");
  }
}
