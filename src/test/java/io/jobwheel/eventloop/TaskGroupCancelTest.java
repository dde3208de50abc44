package io.jobwheel.eventloop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;

/** What {@link TaskGroup#cancel} keeps inside of the group, and what it lets out. */
class TaskGroupCancelTest extends LoopTest {

  /** A task that a cancellation does not end at once. */
  private static void cleanUpSlowly() {
    try {
      EventLoop.sleep(seconds(60));
    } finally {
      EventLoop.sleep(seconds(10));
    }
  }

  @Test
  void aCancellationFromOutsideDuringTheExitContinues() {
    inLoop(() -> {
      Task<?> parent =
          loop.createTask(() ->
              TaskGroup.execute(group -> {
                group.createTask(TaskGroupCancelTest::cleanUpSlowly);
                EventLoop.yieldNow();
                group.cancel();
              }));
      EventLoop.sleep(seconds(5)); // the group waits for its task now
      parent.cancel("from outside");
      EventLoop.wait(List.of(parent), ReturnWhen.ALL_COMPLETED);
      assertThat(parent.isCancelled()).isTrue();
      assertThatThrownBy(parent::result).hasMessage("from outside");
      assertThat(ticker.elapsed()).isEqualTo(seconds(10));
    });
  }

  @Test
  void aCancellationFromOutsideThatComesWithTheOwnOneContinues() {
    inLoop(() -> {
      TaskGroup[] kept = new TaskGroup[1];
      Task<?> parent =
          loop.createTask(() ->
              TaskGroup.execute(group -> {
                kept[0] = group;
                EventLoop.sleep(seconds(60));
              }));
      EventLoop.sleep(seconds(1));
      kept[0].cancel();
      parent.cancel("from outside");
      EventLoop.wait(List.of(parent), ReturnWhen.ALL_COMPLETED);
      assertThat(parent.isCancelled()).isTrue();
    });
  }

  @Test
  void anEarlierCancellationThatTheTaskCaughtLetsNothingOut() {
    inLoop(() -> {
      Task<String> parent =
          loop.createTask(() -> {
            try {
              EventLoop.sleep(seconds(60));
            } catch (CancellationException e) {
              trace.add("caught");
            }
            TaskGroup.execute(group -> {
              group.cancel();
              EventLoop.sleep(seconds(60));
            });
            EventLoop.yieldNow();
            return "went on";
          });
      EventLoop.sleep(seconds(1));
      parent.cancel();
      assertThat(EventLoop.await(parent)).isEqualTo("went on");
      assertThat(trace).containsExactly("caught");
    });
  }

  @Test
  void aCancellationThatWasOnItsWayBeforeTheGroupContinues() {
    inLoop(() -> {
      Task<?> parent =
          loop.createTask(() -> {
            EventLoop.currentTask().cancel("from outside");
            TaskGroup.execute(group -> {
              group.cancel();
              EventLoop.sleep(seconds(60));
            });
          });
      EventLoop.wait(List.of(parent), ReturnWhen.ALL_COMPLETED);
      assertThat(parent.isCancelled()).isTrue();
    });
  }

  @Test
  void anOwnCancellationThatNoWaitThrewIsTakenBackWithTheScope() {
    inLoop(() -> {
      Task<?> task = EventLoop.currentTask();
      task.cancel();
      assertThatThrownBy(EventLoop::yieldNow).isInstanceOf(CancellationException.class);
      TaskGroup.execute(TaskGroup::cancel);
      EventLoop.yieldNow();
      assertThat(task.cancelling()).isOne();
    });
  }

  @Test
  void everyKindOfTaskMayHaveANameAndNoResult() {
    inLoop(() ->
        TaskGroup.execute(group -> {
          assertThat(group.createTask("a", () -> {}).name()).isEqualTo("a");
          assertThat(group.createEagerTask("b", () -> {}).name()).isEqualTo("b");
          assertThat(loop.createEagerTask("c", () -> {}).name()).isEqualTo("c");
        }));
  }
}
