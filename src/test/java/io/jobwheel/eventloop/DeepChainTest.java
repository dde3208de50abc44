package io.jobwheel.eventloop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Twenty thousand tasks, each of which waits for the one before it: too many for a recursion. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class DeepChainTest extends LoopTest {

  private static final int DEPTH = 20_000;

  /** The first one waits for the future, each other one for its predecessor; the last is given. */
  private Task<Integer> chain(Future<Integer> first) {
    Task<Integer> last = loop.createTask(() -> EventLoop.await(first));
    for (int i = 1; i < DEPTH; i++) {
      Task<Integer> previous = last;
      last = loop.createTask(() -> EventLoop.await(previous) + 1);
    }
    EventLoop.sleep(millis(1)); // all of them wait now
    return last;
  }

  @Test
  void aResultComesThroughIt() {
    inLoop(() -> {
      Future<Integer> first = loop.createFuture();
      Task<Integer> last = chain(first);
      first.setResult(1);
      assertThat(EventLoop.await(last)).isEqualTo(DEPTH);
    });
  }

  @Test
  void anErrorComesThroughItAsTheSameInstance() {
    inLoop(() -> {
      Future<Integer> first = loop.createFuture();
      Task<Integer> last = chain(first);
      IllegalStateException error = new IllegalStateException("far down");
      first.setException(error);
      assertThatThrownBy(() -> EventLoop.await(last)).isSameAs(error);
    });
  }

  @Test
  void aCancelOfTheLastReachesTheFirst() {
    inLoop(() -> {
      Future<Integer> first = loop.createFuture();
      Task<Integer> last = chain(first);
      assertThat(last.cancel("all of you")).isTrue();
      assertThat(first.isCancelled()).isTrue();
      assertThatThrownBy(() -> EventLoop.await(last))
          .isInstanceOf(CancellationException.class)
          .hasMessage("all of you");
    });
  }

  @Test
  void aChainThroughGatherIsCancelledAsWell() {
    inLoop(() -> {
      Future<Integer> first = loop.createFuture();
      Task<Integer> last = loop.createTask(() -> EventLoop.await(first));
      for (int i = 1; i < DEPTH; i++) {
        Task<Integer> previous = last;
        last = loop.createTask(() -> EventLoop.gather(List.of(previous)).getFirst());
      }
      EventLoop.sleep(millis(1));
      assertThat(last.cancel()).isTrue();
      assertThat(first.isCancelled()).isTrue();
      Task<Integer> end = last;
      assertThatThrownBy(() -> EventLoop.await(end)).isInstanceOf(CancellationException.class);
    });
  }

  @Test
  void theTreeOfItIsTakenAndDrawn() {
    inLoop(() -> {
      Future<Integer> first = loop.createFuture();
      Task<Integer> last = chain(first);
      AwaitTree tree = loop.awaitTree();
      assertThat(tree.roots()).containsExactly(1L, last.id());
      assertThat(tree.cycles()).isEmpty();
      assertThat(tree.toString().lines().count()).isEqualTo(DEPTH + 1);
      first.setResult(1);
      EventLoop.await(last);
    });
  }

  @Test
  void aLoopClosesWithItInside() {
    AtomicInteger cancelled = new AtomicInteger();
    List<Task<Integer>> tasks = new ArrayList<>();
    inLoop(() -> {
      Task<Integer> last = loop.createTask(() -> EventLoop.await(loop.<Integer>createFuture()));
      for (int i = 1; i < DEPTH; i++) {
        Task<Integer> previous = last;
        last =
            loop.createTask(() -> {
              try {
                return EventLoop.await(previous);
              } catch (CancellationException e) {
                cancelled.incrementAndGet();
                throw e;
              }
            });
        tasks.add(last);
      }
      EventLoop.sleep(millis(1));
    });
    loop.close();
    assertThat(cancelled).hasValue(DEPTH - 1);
    assertThat(tasks).allMatch(Future::isCancelled);
    assertThat(unhandled).isEmpty();
  }
}
