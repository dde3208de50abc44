package io.jobwheel.eventloop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What users of asyncio expect of the library. */
class LoopLibraryTest extends LoopTest {

  @Test
  void negativeDelaysGoInTheOrderOfTheirDeadlines() {
    inLoop(() -> {
      loop.callLater(Duration.ZERO, () -> trace.add("0"));
      loop.callLater(millis(-1), () -> trace.add("-1"));
      loop.callLater(millis(-2), () -> trace.add("-2"));
      loop.callLater(Duration.ofSeconds(Long.MIN_VALUE), () -> trace.add("least"));
      EventLoop.sleep(millis(1));
    });
    assertThat(trace).containsExactly("least", "-2", "-1", "0");
  }

  @Test
  void aTimedOutAwaitOfARequestClosesItsConnection() throws Exception {
    try (HttpClient client = HttpClient.newHttpClient();
        ServerSocket server = new ServerSocket(0);
        EventLoop own = EventLoop.create("own")) {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.getLocalPort())).build();
      CompletableFuture<Void> accepted = new CompletableFuture<>();
      CompletableFuture<Integer> afterTheHead =
          CompletableFuture.supplyAsync(() -> {
            try (Socket socket = server.accept()) {
              accepted.complete(null);
              socket.setSoTimeout(20_000);
              var in = socket.getInputStream();
              int read = in.read();
              while (read >= 0) { // until the client closes, or the timeout throws
                read = in.read();
              }
              return read;
            } catch (java.io.IOException e) {
              throw new java.io.UncheckedIOException(e);
            }
          });
      assertThatThrownBy(() ->
              own.run(() -> {
                var response = client.sendAsync(request, BodyHandlers.ofString());
                EventLoop.await(accepted);
                return EventLoop.waitFor(() -> EventLoop.await(response), Duration.ofMillis(50));
              }))
          .isInstanceOf(TimeoutException.class);
      assertThat(afterTheHead.get(25, TimeUnit.SECONDS)).isEqualTo(-1);
    }
  }

  @Test
  void workInAnExecutorRunsWithTheContextOfTheCaller() {
    ThreadLocal<String> user = new ThreadLocal<>();
    try (EventLoop own =
        EventLoop.builder("own")
            .context(work -> {
              String captured = user.get();
              return () -> {
                String before = user.get();
                user.set(captured);
                try {
                  work.run();
                } finally {
                  user.set(before);
                }
              };
            })
            .build()) {
      user.set("ada");
      assertThat(
              own.<String>run(() ->
                  EventLoop.await(
                      own.runInExecutor(it -> Thread.ofPlatform().start(it), user::get))))
          .isEqualTo("ada");
    }
  }

  @Test
  void aTimeoutOfZeroDoesNotSwallowACancellation() {
    inLoop(() -> {
      Task<Integer> task =
          loop.createTask(() -> {
            EventLoop.currentTask().cancel("from outside");
            return EventLoop.timeout(
                Duration.ZERO,
                scope -> {
                  EventLoop.sleep(seconds(1));
                  return 1;
                });
          });
      assertThatThrownBy(() -> EventLoop.await(task)).isInstanceOf(CancellationException.class);
      assertThat(task.isCancelled()).isTrue();
    });
  }

  @Test
  void noPublicMethodOfThePublicTypesTouchesTheHeap() {
    List<String> methods =
        Stream.of(Task.class, TimerHandle.class, Handle.class, Future.class)
            .flatMap(type -> Arrays.stream(type.getMethods()))
            .filter(method -> !Modifier.isStatic(method.getModifiers()))
            .map(Method::getName)
            .toList();
    assertThat(methods).contains("cancel").doesNotContain("timerIndex", "readyAt", "nextReady");
  }

  @Test
  void aLogThatThrowsDoesNotComeOutOfASleep() {
    Logger logger = Logger.getLogger(EventLoop.class.getName());
    Handler broken = new BrokenHandler();
    SettableTicker clock = new SettableTicker(0);
    logger.addHandler(broken);
    try (EventLoop own = EventLoop.create("own", clock)) {
      own.run(() -> {
        clock.pass(Duration.ofSeconds(1)); // a slow step, which is logged
        EventLoop.yieldNow();
        own.callSoon(() -> {
          throw new IllegalStateException("planted");
        });
        EventLoop.yieldNow();
        EventLoop.yieldNow();
      });
      own.setExceptionHandler(ErrorReporter::log);
      own.callExceptionHandler(new ExceptionContext("x", new IllegalStateException("planted")));
    } finally {
      logger.removeHandler(broken);
    }
    assertThat(BrokenHandler.CALLS).hasValueGreaterThan(1);
  }

  private static final class BrokenHandler extends Handler {

    private static final AtomicInteger CALLS = new AtomicInteger();

    @Override
    public void publish(LogRecord record) {
      CALLS.incrementAndGet();
      throw new IllegalStateException("the disk is full");
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }

  @Test
  void aPostCanBeTakenBackByTheThreadThatMadeIt() {
    inLoop(() -> {
      elsewhere(
              () -> {
                Handle handle = loop.post(() -> trace.add("taken back"));
                loop.post(() -> trace.add("stays"));
                handle.cancel();
                assertThat(handle.isDone()).isTrue();
              })
          .join();
      EventLoop.yieldNow();
    });
    assertThat(trace).containsExactly("stays");
  }

  @Test
  void aGroupMakesEagerTasks() {
    inLoop(() ->
        TaskGroup.execute(group -> {
          group.createEagerTask(() -> trace.add("eager"));
          trace.add("body");
        }));
    assertThat(trace).containsExactly("eager", "body");
  }

  @Test
  void aCancelledGroupEndsItsTasksAndItsBodyWithoutAnError() {
    inLoop(() -> {
      List<Task<Void>> tasks = new ArrayList<>();
      Object result =
          TaskGroup.run(group -> {
            tasks.add(group.createTask(() -> EventLoop.sleep(seconds(9))));
            group.createTask(() -> {
              EventLoop.sleep(seconds(1));
              group.cancel();
              group.cancel();
            });
            EventLoop.sleep(seconds(9));
            return "never";
          });
      assertThat(result).isNull();
      assertThat(tasks.getFirst().isCancelled()).isTrue();
      assertThat(EventLoop.currentTask().cancelling()).isZero();
      EventLoop.sleep(seconds(1));
    });
    assertThat(ticker.elapsed()).isEqualTo(seconds(2));
    assertThat(unhandled).isEmpty();
  }

  @Test
  void aGroupThatItsBodyCancelsReturnsTheResultOfTheBody() {
    inLoop(() -> {
      TaskGroup[] kept = new TaskGroup[1];
      Object result =
          TaskGroup.run(group -> {
            kept[0] = group;
            group.cancel();
            assertThatThrownBy(() -> group.createTask(() -> 1))
                .isInstanceOf(IllegalStateException.class);
            return "result";
          });
      assertThat(result).isEqualTo("result");
      kept[0].cancel(); // has ended
      EventLoop.sleep(seconds(1));
    });
  }

  @Test
  void aCancellationFromOutsideLeavesAGroupThatWasCancelled() {
    inLoop(() -> {
      Task<Object> task =
          loop.createTask(() ->
              TaskGroup.<Object>run(group -> {
                group.cancel();
                EventLoop.currentTask().cancel("from outside");
                EventLoop.sleep(seconds(1));
                return 1;
              }));
      assertThatThrownBy(() -> EventLoop.await(task)).isInstanceOf(CancellationException.class);
    });
  }

  @Test
  void anErrorLeavesAGroupThatWasCancelled() {
    inLoop(() ->
        assertThatThrownBy(() ->
                TaskGroup.execute(group -> {
                  group.createTask(() -> {
                    try {
                      EventLoop.sleep(seconds(9));
                    } catch (CancellationException e) {
                      throw new IllegalStateException("in the clean-up", e);
                    }
                  });
                  EventLoop.yieldNow();
                  group.cancel();
                }))
            .isInstanceOf(TaskGroupException.class));
  }

  @Test
  void asCompletedCountsWhatIsLeft() {
    inLoop(() -> {
      AsCompleted<Task<Integer>> all =
          EventLoop.asCompleted(List.of(loop.createTask(() -> 1), loop.createTask(() -> 2)));
      assertThat(all.remaining()).isEqualTo(2);
      assertThat(all).hasToString("AsCompleted[test, left=2]");
      for (Task<Integer> each : all) {
        trace.add(each.result() + " left " + all.remaining());
      }
    });
    assertThat(trace).containsExactly("1 left 1", "2 left 0");
  }

  @Test
  void bodiesWithoutAResultNeedNoReturn() {
    loop.run(() -> {
      loop.submit(() -> {
        trace.add("submitted");
      });
      EventLoop.await(
          loop.runInExecutor(
              Runnable::run,
              () -> {
                trace.add("executed");
              }));
      EventLoop.timeout(
          seconds(1),
          () -> {
            trace.add("timed");
          });
      EventLoop.waitFor(
          () -> {
            trace.add("waited");
          },
          seconds(1));
      EventLoop.yieldNow();
    });
    assertThat(trace).containsExactlyInAnyOrder("submitted", "executed", "timed", "waited");
  }
}
