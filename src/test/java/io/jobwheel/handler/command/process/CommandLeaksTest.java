package io.jobwheel.handler.command.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.jobwheel.handler.command.CommandHandler;
import io.jobwheel.handler.command.Commands;
import io.jobwheel.handler.command.TestContext;
import io.jobwheel.os.ProcessTable;
import io.jobwheel.time.Ticker;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Many jobs leave no process, handle, folder or thread. For 10,000 jobs: command.sh. */
@Timeout(120)
class CommandLeaksTest {

  /** Succeeds, fails, leaves a process running, or waits for a cancellation. */
  private static final String SCRIPT =
      "case {turn} in 0) echo well;; 1) exit 1;; 2) sleep 100 & ;; 3) echo cancel; sleep 101;;"
          + " esac";

  @Test
  void hundredsOfJobsLeaveNothing() throws Exception {
    Commands commands = new Commands();
    commands.grace = java.time.Duration.ofMillis(50);
    commands.parameters.put("turn", Commands.parameter("\\d"));
    commands.maxConcurrent = 8;
    try (CommandHandler handler =
        new CommandHandler(List.of(commands.of("sh", "-c", SCRIPT)), Ticker.system())) {
      run(handler, 40); // creates threads and loads classes
      List<String> before = openHandles();
      run(handler, 400);
      assertThat(before).containsAll(openHandles());
      assertThat(threads()).isBetween(1L, 40L); // for 8 concurrent jobs, and idle threads
    }
    await("threads have ended, but take a moment to go").until(() -> threads() == 0);
    String mark = InstanceMark.own().toString();
    assertThat(ProcessTable.read())
        .noneMatch(entry -> entry.environment().contains(ProcessStarter.MARK + "=" + mark));
    try (Stream<Path> files = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
      assertThat(files.filter(file -> file.toString().contains(WorkFolder.PREFIX + mark)))
          .isEmpty();
    }
  }

  private static void run(CommandHandler handler, int jobs) throws Exception {
    AtomicInteger ended = new AtomicInteger();
    try (ExecutorService lane = Executors.newFixedThreadPool(8)) {
      List<Future<?>> all = new ArrayList<>();
      for (int i = 0; i < jobs; i++) {
        String turn = Integer.toString(i % 4);
        Callable<Void> job =
            () -> {
              one(handler, turn);
              ended.incrementAndGet();
              return null;
            };
        all.add(lane.submit(job));
      }
      for (Future<?> job : all) {
        var _ = job.get(60, TimeUnit.SECONDS);
      }
    }
    assertThat(ended).hasValue(jobs);
  }

  private static void one(CommandHandler handler, String turn) {
    TestContext context = new TestContext();
    if (turn.equals("3")) {
      context.onPrint = context::cancel;
    }
    try {
      var _ = handler.run(Commands.call(java.util.Map.of("turn", turn)), context);
      assertThat(turn).isIn("0", "2");
    } catch (CancellationException e) {
      assertThat(turn).isEqualTo("3");
      assertThat(Thread.interrupted()).isTrue();
    } catch (io.jobwheel.handler.JobFailedException e) {
      assertThat(turn).isEqualTo("1");
    }
  }

  /** Returns the handles of commands, without sockets of other parts of this JVM. */
  private static List<String> openHandles() throws IOException {
    List<String> handles = new ArrayList<>();
    try (DirectoryStream<Path> all = Files.newDirectoryStream(Path.of("/proc/self/fd"))) {
      for (Path each : all) {
        String handle = Files.readSymbolicLink(each).toString();
        if (handle.startsWith("pipe:")
            || handle.equals("/proc")
            || handle.contains(WorkFolder.PREFIX)) {
          handles.add(handle);
        }
      }
    }
    return handles;
  }

  private static long threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().startsWith("jobwheel-command-"))
        .count();
  }
}
