package io.jobwheel.eventloop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class AwaitTreeTest extends LoopTest {

  private static TaskInfo find(List<TaskInfo> tasks, String name) {
    return tasks.stream().filter(task -> task.name().equals(name)).findFirst().orElseThrow();
  }

  @Test
  void theListShowsWhatEachTaskDoes() {
    inLoop(() -> {
      Future<Void> never = loop.createFuture();
      loop.createTask("sleeper", AwaitTreeTest::sleepAnHour);
      Task<Void> waiter = loop.createTask("waiter", () -> EventLoop.await(never));
      EventLoop.sleep(seconds(5));
      loop.createTask("new", () -> 1);
      List<TaskInfo> tasks = loop.tasks();
      assertThat(tasks)
          .extracting(TaskInfo::name)
          .containsExactly("task-1", "sleeper", "waiter", "new");
      assertThat(tasks).extracting(TaskInfo::id).containsExactly(1L, 2L, 3L, 4L);
      assertThat(tasks)
          .extracting(TaskInfo::state)
          .containsExactly(
              TaskInfo.TaskState.RUNNING,
              TaskInfo.TaskState.WAITING,
              TaskInfo.TaskState.WAITING,
              TaskInfo.TaskState.CREATED);
      assertThat(tasks)
          .extracting(TaskInfo::age)
          .containsExactly(seconds(5), seconds(5), seconds(5), seconds(0));
      assertThat(find(tasks, "sleeper").waitsFor()).isEqualTo("sleep");
      assertThat(find(tasks, "sleeper").place().getMethodName()).isEqualTo("sleepAnHour");
      assertThat(find(tasks, "waiter").waitsFor()).contains("Future", "PENDING");
      assertThat(find(tasks, "new").stack()).isEmpty();
      waiter.cancel();
    });
  }

  private static Void sleepAnHour() {
    EventLoop.sleep(seconds(3600));
    return null;
  }

  @Test
  void aTaskShowsWhichPrimitiveItWaitsFor() {
    inLoop(() -> {
      Queue<Integer> queue = Queue.fifo(loop);
      Semaphore semaphore = new Semaphore(loop, 0);
      Event event = new Event(loop);
      loop.createTask("getter", () -> queue.get());
      loop.createTask("acquirer", () -> semaphore.acquire());
      loop.createTask("waiter", () -> event.await());
      EventLoop.yieldNow();
      List<TaskInfo> tasks = loop.tasks();
      assertThat(find(tasks, "getter").waitsFor()).startsWith("Queue[");
      assertThat(find(tasks, "acquirer").waitsFor()).startsWith("Semaphore[");
      assertThat(find(tasks, "waiter").waitsFor()).startsWith("Event[");
    });
  }

  @Test
  void whoWaitsForALockWaitsForTheTaskThatHasIt() {
    inLoop(() -> {
      Lock lock = new Lock(loop);
      Task<Void> holder =
          loop.createTask(
              "holder",
              () -> {
                lock.acquire();
                sleepAnHour();
                lock.release();
              });
      Task<Void> waiter = loop.createTask("waiter", () -> lock.acquire());
      EventLoop.yieldNow();
      assertThat(loop.awaitTree().awaits()).isEqualTo(Map.of(waiter.id(), List.of(holder.id())));
      EventLoop.await(waiter);
      loop.createTask("next", () -> lock.acquire());
      EventLoop.yieldNow();
      assertThat(loop.awaitTree().awaits()).isEmpty(); // who had it has ended, and gave it not back
    });
  }

  @Test
  void twoTasksThatHoldEachOthersLockAreACycle() {
    inLoop(() -> {
      Lock left = new Lock(loop);
      Lock right = new Lock(loop);
      for (List<Lock> order : List.of(List.of(left, right), List.of(right, left))) {
        loop.createTask(() -> {
          order.getFirst().acquire();
          EventLoop.yieldNow();
          order.getLast().acquire();
        });
      }
      EventLoop.sleep(seconds(1));
      assertThat(loop.awaitTree().cycles()).containsExactly(List.of(2L, 3L));
    });
  }

  @Test
  void theTasksOfALabelledTaskHaveItsLabel() {
    inLoop(() -> {
      Task<Void> early = loop.createTask("early", AwaitTreeTest::sleepAnHour);
      EventLoop.currentTask().setLabel("work");
      Task<Object> child =
          loop.createTask(
              "child",
              () ->
                  EventLoop.await(
                      loop.createTask(
                          "grandchild",
                          () -> {
                            EventLoop.currentTask().setLabel(7);
                            return sleepAnHour();
                          })));
      Task<Void> eager = loop.createEagerTask("eager", AwaitTreeTest::sleepAnHour);
      EventLoop.currentTask().setLabel(null);
      loop.createTask("late", AwaitTreeTest::sleepAnHour);
      EventLoop.sleep(seconds(1));

      List<TaskInfo> tasks = loop.tasks();
      assertThat(tasks)
          .extracting(TaskInfo::name, TaskInfo::label)
          .containsExactly(
              tuple("task-1", null),
              tuple("early", null),
              tuple("child", "work"),
              tuple("eager", "work"),
              tuple("late", null),
              tuple("grandchild", 7));
      assertThat(List.of(early, child, eager)).noneMatch(Future::isDone);
    });
  }

  @Test
  void aLabelIsSetOnTheLoopOnly() {
    inLoop(() -> {
      Task<?> task = EventLoop.currentTask();
      assertThatThrownBy(() -> elsewhere(() -> task.setLabel("x")).join())
          .hasCauseInstanceOf(IllegalStateException.class)
          .hasMessageContaining("cannot set a label from thread");
      assertThat(task.label()).isNull();
    });
  }

  @Test
  void aStackIsLimitedToItsInnermostFrames() {
    inLoop(() -> {
      Task<Void> sleeper = loop.createTask("sleeper", AwaitTreeTest::sleepAnHour);
      EventLoop.yieldNow();
      List<StackTraceElement> whole = loop.awaitTree().tasks().get(sleeper.id()).stack();
      assertThat(whole).hasSizeGreaterThan(3);
      AwaitTree limited = loop.awaitTree(10, 3);
      assertThat(limited.tasks().get(sleeper.id()).stack()).isEqualTo(whole.subList(0, 3));
      assertThat(loop.awaitTree(1, 3).tasks()).hasSize(1);
    });
  }

  @Test
  void aTaskWhoseFutureIsDoneIsReady() {
    inLoop(() -> {
      Future<Integer> future = loop.createFuture();
      loop.createTask("waiter", () -> EventLoop.await(future));
      EventLoop.yieldNow();
      future.setResult(1);
      assertThat(find(loop.tasks(), "waiter").state()).isEqualTo(TaskInfo.TaskState.READY);
    });
  }

  @Test
  void tasksThatEndedAreNotInIt() {
    inLoop(() -> {
      List<Task<Integer>> tasks = new ArrayList<>();
      for (int i = 0; i < 10; i++) {
        int millis = i;
        tasks.add(
            loop.createTask(() -> {
              EventLoop.sleep(millis(millis));
              return millis;
            }));
      }
      tasks.get(4).cancel();
      EventLoop.sleep(millis(6).plusNanos(1));
      assertThat(loop.tasks()).extracting(TaskInfo::id).containsExactly(1L, 9L, 10L, 11L);
    });
  }

  @Test
  void theTreeFollowsTasksAndWhatStandsForSeveral() {
    inLoop(() -> {
      Future<Integer> never = loop.createFuture();
      Task<Integer> leaf = loop.createTask("leaf", () -> EventLoop.await(never));
      Task<Integer> other = loop.createTask("other", () -> EventLoop.await(never));
      Task<List<Integer>> gatherer =
          loop.createTask("gatherer", () -> EventLoop.gather(List.of(leaf, other)));
      Task<Object> waiter =
          loop.createTask(
              "waiter", () -> EventLoop.wait(List.of(gatherer), ReturnWhen.ALL_COMPLETED));
      EventLoop.sleep(seconds(1));
      AwaitTree tree = loop.awaitTree();
      assertThat(tree.awaits())
          .isEqualTo(
              Map.of(
                  gatherer.id(), List.of(leaf.id(), other.id()),
                  waiter.id(), List.of(gatherer.id())));
      assertThat(tree.roots()).containsExactly(1L, waiter.id());
      assertThat(tree.cycles()).isEmpty();
      assertThat(tree.toString().lines().map(line -> line.replaceAll("\\[.*", "")))
          .containsExactly("task-1 ", "waiter ", "  gatherer ", "    leaf ", "    other ");
      never.cancel();
    });
  }

  @Test
  void aRingOfTasksIsReportedAsACycle() {
    inLoop(() -> {
      List<Task<Object>> ring = new ArrayList<>();
      for (String name : List.of("a", "b", "c")) {
        int next = (ring.size() + 1) % 3;
        ring.add(loop.createTask(name, () -> EventLoop.await(ring.get(next))));
      }
      loop.createTask("outside", () -> EventLoop.await(ring.get(1)));
      EventLoop.sleep(seconds(1));
      AwaitTree tree = loop.awaitTree();
      assertThat(tree.cycles()).containsExactly(List.of(2L, 3L, 4L));
      assertThat(tree.roots()).containsExactly(1L, 5L);
      assertThat(tree.toString()).contains("cycle: a -> b -> c -> a", "outside", "(see above)");
    });
  }

  @Test
  void aCancelOpensARing() {
    inLoop(() -> {
      List<Task<Object>> ring = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        int next = (i + 1) % 3;
        ring.add(loop.createTask(() -> EventLoop.await(ring.get(next))));
      }
      EventLoop.yieldNow();
      assertThat(ring.get(0).cancel("enough")).isTrue();
      assertThatThrownBy(() -> EventLoop.await(ring.get(0)))
          .isInstanceOf(CancellationException.class)
          .hasMessage("enough");
      assertThat(ring).allMatch(Future::isCancelled);
    });
  }

  @Test
  void twoRingsAreTwoCycles() {
    assertThat(
            AwaitCycles.in(
                Map.of(
                    1L, List.of(2L),
                    2L, List.of(1L, 3L),
                    3L, List.of(4L),
                    4L, List.of(3L, 9L),
                    5L, List.of(1L))))
        .containsExactlyInAnyOrder(List.of(1L, 2L), List.of(3L, 4L));
    assertThat(AwaitCycles.in(Map.of(1L, List.of(1L)))).containsExactly(List.of(1L));
    assertThat(AwaitCycles.in(Map.of(1L, List.of(2L), 2L, List.of(3L)))).isEmpty();
  }

  @Test
  void anotherThreadSeesTheTasksOfALoopThatStandsStill() {
    EventLoop real = EventLoop.create("real");
    CountDownLatch inStep = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    var run =
        elsewhere(() ->
            real.run(() -> {
              real.createTask("waiting", () -> EventLoop.await(real.createFuture()));
              EventLoop.yieldNow();
              inStep.countDown();
              assertThat(go.await(20, TimeUnit.SECONDS)).isTrue();
              return null;
            }));
    try {
      assertThat(inStep.await(20, TimeUnit.SECONDS)).isTrue();
      List<TaskInfo> tasks = real.tasks();
      assertThat(tasks)
          .extracting(TaskInfo::state)
          .containsExactly(TaskInfo.TaskState.RUNNING, TaskInfo.TaskState.WAITING);
      assertThat(tasks.getFirst().place().getMethodName()).contains("StandsStill");
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    } finally {
      go.countDown();
      run.join();
      real.close();
    }
  }

  @Test
  void aReaderMissesNoTaskThatLivesWhileOthersComeAndGo() {
    try (EventLoop real = EventLoop.create("real")) {
      real.run(() -> {
        Future<Void> end = real.createFuture();
        List<Task<Void>> stay = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
          stay.add(real.createTask("stays", () -> EventLoop.await(end)));
          real.createTask(() -> EventLoop.yieldNow());
        }
        var reader =
            elsewhere(() -> {
              for (int i = 0; i < 300; i++) {
                assertThat(real.tasks().stream().filter(task -> task.name().equals("stays")))
                    .hasSize(20);
              }
            });
        while (!reader.isDone()) {
          real.createTask(() -> EventLoop.yieldNow());
          EventLoop.yieldNow();
        }
        end.setResult(null);
        EventLoop.gather(stay);
        reader.join();
        return null;
      });
    }
  }

  @Test
  void theTreeSeesThroughTaskGroups() {
    inLoop(() -> {
      Future<Integer> never = loop.createFuture();
      Task<Object> group =
          loop.createTask(
              "group",
              () ->
                  TaskGroup.run(tasks -> {
                    tasks.createTask(
                        "first",
                        () -> {
                          EventLoop.yieldNow();
                          tasks.createTask("late", () -> EventLoop.await(never));
                          return EventLoop.await(never);
                        });
                    return null;
                  }));
      settle();
      assertThat(awaitedBy("group")).containsExactlyInAnyOrder("first", "late");
      group.cancel();
    });
  }

  @Test
  void theTreeSeesThroughWaitsForSeveralAndForOne() {
    inLoop(() -> {
      Future<Integer> never = loop.createFuture();
      Task<Integer> leaf = loop.createTask("leaf", () -> EventLoop.await(never));
      Task<Integer> other = loop.createTask("other", () -> EventLoop.await(never));
      List<Task<Integer>> both = List.of(leaf, other);
      loop.createTask("as completed", () -> EventLoop.asCompleted(both).iterator().next());
      loop.createTask("wait", () -> EventLoop.wait(both, ReturnWhen.FIRST_COMPLETED));
      loop.createTask("shield", () -> EventLoop.await(EventLoop.shield(leaf)));
      loop.createTask("wait for", () -> EventLoop.waitFor(leaf, seconds(9)));
      settle();
      assertThat(awaitedBy("as completed")).containsExactly("leaf", "other");
      assertThat(awaitedBy("wait")).containsExactly("leaf", "other");
      assertThat(awaitedBy("shield")).containsExactly("leaf");
      assertThat(awaitedBy("wait for")).containsExactly("leaf");
      never.setResult(1);
    });
  }

  @Test
  void aRingThroughAShieldIsACycle() {
    inLoop(() -> {
      Task<?>[] tasks = new Task<?>[2];
      tasks[0] = loop.createTask("one", () -> EventLoop.await(EventLoop.shield(tasks[1])));
      tasks[1] = loop.createTask("two", () -> EventLoop.await(tasks[0]));
      settle();
      assertThat(loop.awaitTree().cycles()).hasSize(1);
      tasks[1].cancel();
    });
  }

  private static void settle() {
    for (int i = 0; i < 5; i++) {
      EventLoop.yieldNow();
    }
  }

  private List<String> awaitedBy(String name) {
    AwaitTree tree = loop.awaitTree();
    long id = find(loop.tasks(), name).id();
    return tree.awaits().getOrDefault(id, List.of()).stream()
        .map(each -> tree.tasks().get(each).name())
        .toList();
  }
}
