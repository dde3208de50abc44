package io.jobwheel.eventloop;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What tasks and callbacks take over from the code that makes them. */
@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class TaskContextTest {

  private static final ThreadLocal<String> LOG = new ThreadLocal<>();
  private static final ScopedValue<String> TRACE = ScopedValue.newInstance();

  private final EventLoop loop =
      EventLoop.builder("context")
          .ticker(new VirtualTicker())
          .context(andThen(TaskContextTest::withLog, TaskContextTest::withTrace))
          .build();

  @AfterEach
  void close() {
    loop.close();
    LOG.remove();
  }

  private static UnaryOperator<Runnable> andThen(
      UnaryOperator<Runnable> first, UnaryOperator<Runnable> second) {
    return body -> second.apply(first.apply(body));
  }

  private static Runnable withLog(Runnable body) {
    String captured = LOG.get();
    return () -> {
      String before = LOG.get();
      LOG.set(captured);
      try {
        body.run();
      } finally {
        LOG.set(before);
      }
    };
  }

  private static Runnable withTrace(Runnable body) {
    if (!TRACE.isBound()) {
      return body;
    }
    String captured = TRACE.get();
    return () -> ScopedValue.where(TRACE, captured).run(body);
  }

  @Test
  void aTaskSeesWhatItsMakerSawWhenItWasMade() {
    loop.run(() -> {
      LOG.set("job 1");
      Task<String> task = loop.createTask(() -> LOG.get());
      LOG.set("job 2");
      assertThat(EventLoop.await(task)).isEqualTo("job 1");
      return null;
    });
  }

  @Test
  void whatATaskChangesIsItsOwn() {
    loop.run(() -> {
      LOG.set("maker");
      Task<String> task =
          loop.createTask(() -> {
            LOG.set("task");
            EventLoop.yieldNow();
            return LOG.get();
          });
      assertThat(EventLoop.await(task)).isEqualTo("task");
      assertThat(LOG.get()).isEqualTo("maker");
      return null;
    });
  }

  @Test
  void aScopedValueIsTakenOverToo() {
    loop.run(() -> {
      Task<String> task =
          ScopedValue.where(TRACE, "trace 1")
              .call(() ->
                  loop.createTask(() -> {
                    EventLoop.yieldNow();
                    return TRACE.get();
                  }));
      assertThat(TRACE.isBound()).isFalse();
      assertThat(EventLoop.await(task)).isEqualTo("trace 1");
      return null;
    });
  }

  @Test
  void anEagerTaskHasItInItsFirstStepAndItsMakerKeepsItsOwn() {
    loop.run(() -> {
      LOG.set("maker");
      Task<String> task =
          loop.createEagerTask(() -> {
            String first = LOG.get();
            LOG.set("task");
            return first;
          });
      assertThat(task.result()).isEqualTo("maker");
      assertThat(LOG.get()).isEqualTo("maker");
      return null;
    });
  }

  @Test
  void callbacksOfAllKindsSeeWhatTheirMakerSaw() {
    loop.run(() -> {
      StringBuffer seen = new StringBuffer();
      Future<String> future = loop.createFuture();
      LOG.set("soon");
      loop.callSoon(() -> seen.append(LOG.get()).append(' '));
      LOG.set("later");
      loop.callLater(java.time.Duration.ofMillis(1), () -> seen.append(LOG.get()).append(' '));
      LOG.set("done");
      future.addDoneCallback(it -> seen.append(LOG.get()).append(' '));
      LOG.set("post");
      loop.post(() -> seen.append(LOG.get()).append(' '));
      LOG.set("none of them");
      future.setResult("");
      EventLoop.sleep(java.time.Duration.ofMillis(2));
      assertThat(seen.toString().split(" "))
          .containsExactlyInAnyOrder("soon", "done", "post", "later");
      assertThat(LOG.get()).isEqualTo("none of them");
      return null;
    });
  }

  @Test
  void whatIsSubmittedSeesWhatTheSubmitterSaw() {
    LOG.set("submitter");
    var result = loop.submit(() -> LOG.get());
    LOG.set("later");
    loop.run(() -> {
      EventLoop.yieldNow();
      EventLoop.yieldNow();
      return null;
    });
    assertThat(result).isCompletedWithValue("submitter");
  }

  @Test
  void aDoneCallbackCanStillBeTakenBack() {
    loop.run(() -> {
      Future<String> future = loop.createFuture();
      java.util.function.Consumer<Future<String>> callback = it -> LOG.set("never");
      future.addDoneCallback(callback);
      assertThat(future.removeDoneCallback(callback)).isOne();
      future.setResult("");
      EventLoop.yieldNow();
      return null;
    });
  }

  @Test
  void errorsComeThroughAsTheyAre() {
    loop.run(() -> {
      Exception checked = new Exception("checked");
      Task<Void> task =
          loop.createTask(() -> {
            throw checked;
          });
      EventLoop.wait(java.util.List.of(task), ReturnWhen.ALL_COMPLETED);
      assertThat(task.exception()).isSameAs(checked);
      return null;
    });
  }
}
