package io.jobwheel.eventloop.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jobwheel.eventloop.Event;
import io.jobwheel.eventloop.EventLoop;
import io.jobwheel.eventloop.Task;
import io.jobwheel.eventloop.VirtualTicker;
import org.junit.jupiter.api.Test;

/** What CPython 3.14's asyncio.Event does. */
class EventConformanceTest extends PrimitiveTest {

  private final Event event = new Event(loop);

  /** Returns a task that has called the event, and records when it continues. */
  private Task<Void> waiter(Object name) {
    return started(() -> {
      event.await();
      trace.add(name);
    });
  }

  @Test
  void aNewEventIsNotSet() {
    inLoop(() -> assertThat(event.isSet()).isFalse());
    assertThat(event).hasToString("Event[test, unset, waiting=0]");
  }

  @Test
  void itIsSetUntilItIsCleared() {
    inLoop(() -> {
      event.set();
      assertThat(event.isSet()).isTrue();
      assertThat(event).hasToString("Event[test, set, waiting=0]");
      event.clear();
      assertThat(event.isSet()).isFalse();
    });
  }

  @Test
  void setAndClearAreIdempotent() {
    inLoop(() -> {
      event.set();
      event.set();
      event.clear();
      event.clear();
      assertThat(event.isSet()).isFalse();
    });
  }

  @Test
  void aWaiterContinuesWhenTheEventIsSet() {
    inLoop(() -> {
      Task<Void> waiter = waiter(1);
      settle();
      assertThat(waiter.isDone()).isFalse();
      event.set();
      EventLoop.await(waiter);
    });
  }

  @Test
  void allTasksContinueInTheOrderOfTheirArrival() {
    inLoop(() -> {
      waiter(1);
      waiter(2);
      waiter(3);
      event.set();
      turn();
    });
    assertThat(trace).containsExactly(1, 2, 3);
  }

  @Test
  void awaitOfASetEventReturnsAtOnceWithoutLettingOthersRun() {
    inLoop(() -> {
      event.set();
      loop.callSoon(() -> trace.add("another"));
      event.await();
      assertThat(trace).isEmpty();
    });
  }

  @Test
  void aTaskThatComesWhenItIsSetOvertakesThoseThatWereWoken() {
    inLoop(() -> {
      waiter(1);
      waiter(2);
      task(() -> {
        event.await();
        trace.add(3);
      });
      event.set();
      turn();
    });
    assertThat(trace).containsExactly(3, 1, 2);
  }

  @Test
  void aWokenWaiterContinuesEvenIfTheEventIsClearedBeforeItRuns() {
    inLoop(() -> {
      Task<Void> waiter = waiter(1);
      event.set();
      event.clear();
      EventLoop.await(waiter);
      assertThat(event.isSet()).isFalse();
    });
  }

  @Test
  void whoComesAfterItWasClearedWaitsForTheNextTime() {
    inLoop(() -> {
      waiter(1);
      event.set();
      event.clear();
      Task<Void> second = waiter(2);
      settle();
      assertThat(second.isDone()).isFalse();
      event.set();
      EventLoop.await(second);
    });
    assertThat(trace).containsExactly(1, 2);
  }

  @Test
  void setClearAndSetAgainWakeOneWaiterOnce() {
    inLoop(() -> {
      Task<Void> waiter = waiter(1);
      event.set();
      event.clear();
      event.set();
      event.set();
      EventLoop.await(waiter);
    });
    assertThat(trace).containsExactly(1);
  }

  @Test
  void aCallbackMaySetIt() {
    inLoop(() -> {
      loop.callSoon(event::set);
      event.await();
      assertThat(event.isSet()).isTrue();
    });
  }

  @Test
  void anotherThreadSetsItThroughThePost() {
    inLoop(() -> {
      Thread poster = Thread.ofPlatform().daemon().start(() -> loop.post(event::set));
      event.await();
      poster.join();
      assertThat(event.isSet()).isTrue();
    });
  }

  @Test
  void itMayBeSetBeforeTheLoopRuns() {
    try (EventLoop mine = EventLoop.create("mine", new VirtualTicker())) {
      Event early = new Event(mine);
      early.set(); // by the thread that made the loop
      mine.run(() -> {
        early.await();
        return null;
      });
      assertThat(early.isSet()).isTrue();
    }
  }

  @Test
  void aCancelledWaiterGetsTheReasonAndTheOthersContinueWaiting() {
    inLoop(() -> {
      Task<Void> first = waiter(1);
      Task<Void> second = waiter(2);
      first.cancel("enough");
      assertCancelled(first, "enough");
      assertThat(event).hasToString("Event[test, unset, waiting=1]");
      event.set();
      EventLoop.await(second);
    });
    assertThat(trace).containsExactly(2);
  }

  @Test
  void aWaiterThatIsCancelledAfterItWasWokenIsCancelled() {
    inLoop(() -> {
      Task<Void> waiter = waiter(1);
      event.set();
      waiter.cancel("in between");
      assertCancelled(waiter, "in between");
      assertThat(event.isSet()).isTrue();
    });
    assertThat(trace).isEmpty();
  }

  @Test
  void aWokenWaiterThatIsCancelledWakesNoTaskThatCameAfterTheClear() {
    inLoop(() -> {
      Task<Void> woken = waiter(1);
      event.set();
      event.clear();
      Task<Void> later =
          task(() -> {
            event.await();
            trace.add(2);
          });
      woken.cancel("in between");
      settle();
      assertThat(woken.isCancelled()).isTrue();
      assertThat(later.isDone()).isFalse();
    });
    assertThat(trace).isEmpty();
  }

  @Test
  void onlyTasksOfItsLoopMayUseIt() {
    inLoop(() -> {
      waiter(1);
      assertConfined(event::await);
      assertConfined(event::set);
      assertConfined(event::clear);
      assertConfined(event::isSet);
      assertThat(event).hasToString("Event[test, unset, waiting=1]");
    });
  }

  @Test
  void aCallbackCannotWaitEvenIfItIsSet() {
    inLoop(() -> {
      event.set();
      assertNeedsTask(event::await);
    });
  }

  @Test
  void outsideOfARunNoTaskCanWait() {
    inLoop(event::set); // this thread may use the loop now
    assertThatThrownBy(event::await)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("no task");
  }
}
