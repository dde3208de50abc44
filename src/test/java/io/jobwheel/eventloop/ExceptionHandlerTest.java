package io.jobwheel.eventloop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ExceptionHandlerTest extends LoopTest {

  @Test
  void anErrorThatIsNotAwaitedIsReportedWithTheNameOfItsTask() {
    inLoop(() -> {
      loop.createTask(
          "courier",
          () -> {
            throw new IllegalStateException("lost");
          });
      EventLoop.yieldNow();
    });
    assertThat(unhandled).containsExactly("courier: lost");
  }

  @Test
  void anErrorThatIsAwaitedIsNotReported() {
    inLoop(() -> {
      Task<Object> task =
          loop.createTask(() -> {
            EventLoop.sleep(seconds(1));
            throw new IllegalStateException("read");
          });
      assertThatThrownBy(() -> EventLoop.await(task)).hasMessage("read");
    });
    assertThat(unhandled).isEmpty();
  }

  @Test
  void aCallbackThatThrowsIsReportedAndTheLoopContinues() {
    inLoop(() -> {
      loop.callSoon(() -> {
        throw new OutOfMemoryError("planted");
      });
      loop.callLater(
          seconds(1),
          () -> {
            throw new IllegalStateException("late");
          });
      EventLoop.sleep(seconds(2));
    });
    assertThat(unhandled).containsExactly("callback: planted", "callback: late");
  }

  @Test
  void aHandlerThatThrowsCannotEndTheLoop() {
    AtomicInteger reported = new AtomicInteger();
    try (EventLoop own =
        EventLoop.create(
            "own",
            new VirtualTicker(),
            (it, context) -> {
              reported.incrementAndGet();
              throw new StackOverflowError("of the handler");
            })) {
      own.run(() -> {
        own.callSoon(() -> {
          throw new IllegalStateException();
        });
        own.createTask(() -> {
          throw new IllegalStateException();
        });
        EventLoop.sleep(seconds(1));
        return null;
      });
    }
    assertThat(reported).hasValue(2);
  }

  @Test
  void aHandlerIsOfNoTaskAndCannotWait() {
    List<Throwable> refused = new ArrayList<>();
    try (EventLoop own =
        EventLoop.create(
            "own",
            new VirtualTicker(),
            (it, context) -> {
              assertThat(EventLoop.current()).isSameAs(it);
              try {
                EventLoop.sleep(seconds(1));
              } catch (IllegalStateException e) {
                refused.add(e);
              }
            })) {
      own.run(() -> {
        own.callSoon(() -> {
          throw new IllegalStateException();
        });
        own.createTask(() -> {
          throw new IllegalStateException();
        });
        EventLoop.sleep(seconds(1));
        return null;
      });
      assertThat(own.stats().tasks()).isZero();
    }
    assertThat(refused).hasSize(2);
  }
}
