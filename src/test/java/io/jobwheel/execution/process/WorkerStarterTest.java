package io.jobwheel.execution.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.jobwheel.execution.process.worker.WorkerMain;
import io.jobwheel.job.ExecutionMode;
import io.jobwheel.job.Job;
import io.jobwheel.job.Jobs;
import io.jobwheel.time.Ticker;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.context.annotation.Bean;
import org.springframework.util.unit.DataSize;

/** A failed start leaves neither a process nor files. */
@Timeout(60)
class WorkerStarterTest {

  /** A context that is never ready. Not annotated: the tests of other packages scan this one. */
  public static class Hanging {

    @Bean
    String never() throws InterruptedException {
      new CountDownLatch(1).await();
      return "";
    }
  }

  private static final WorkerCommand COMMAND =
      new WorkerCommand(
          WorkerMain.class, DataSize.ofMegabytes(64), List.of("-XX:TieredStopAtLevel=1"));

  static Frame.Serve serve(List<String> sources) {
    Job job =
        Jobs.running()
            .type("none")
            .mode(ExecutionMode.PROCESS_POOL)
            .acceptedAt(Instant.EPOCH)
            .build();
    return new Frame.Serve(
        List.of(),
        sources,
        List.of(),
        new Frame.AttemptLimits(10, 10, 10),
        new Frame.Run(job, Instant.EPOCH));
  }

  @Test
  void aStartThatIsInterruptedLeavesNoProcessAndNoFolder() throws Exception {
    WorkerStarter start =
        new WorkerStarter(
            COMMAND,
            serve(List.of(Hanging.class.getName())),
            Duration.ofMinutes(1),
            Ticker.system());
    CountDownLatch interrupted = new CountDownLatch(1);
    Runnable starting =
        () -> {
          try {
            start.start("process-x").close();
          } catch (InterruptedException e) {
            interrupted.countDown();
          }
        };
    Thread starter = Thread.ofPlatform().daemon().start(starting);
    ProcessHandle worker =
        Awaitility.await("a process is started")
            .atMost(Duration.ofSeconds(20))
            .until(
                () ->
                    ProcessHandle.current()
                        .children()
                        .filter(each -> !socketOf(each).isEmpty())
                        .findAny(),
                Optional::isPresent)
            .orElseThrow();
    Path folder = Path.of(socketOf(worker)).getParent();
    assertThat(folder).exists();
    starter.interrupt();
    assertThat(starter.join(Duration.ofSeconds(20))).isTrue();
    assertThat(interrupted.getCount()).isZero();
    assertThat(worker.isAlive()).isFalse();
    assertThat(folder).doesNotExist();
  }

  /**
   * Returns its last argument if it is a worker process; the JDK does not show such long arguments.
   */
  private static String socketOf(ProcessHandle process) {
    try {
      String line = Files.readString(Path.of("/proc", Long.toString(process.pid()), "cmdline"));
      String[] arguments = line.split("\0");
      boolean isWorker = List.of(arguments).contains(WorkerMain.class.getName());
      return isWorker ? arguments[arguments.length - 1] : "";
    } catch (IOException e) {
      return ""; // it has ended
    }
  }

  @Test
  void aWorkerProcessWhoseContextHangsEndsWithTheService(@TempDir Path folder) throws Exception {
    Path socket = folder.resolve("worker");
    try (ServerSocketChannel door = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      door.bind(UnixDomainSocketAddress.of(socket));
      Process worker = new ProcessBuilder(COMMAND.toList(socket, folder)).inheritIO().start();
      try (FrameChannel channel = new FrameChannel(door.accept())) {
        assertThat(channel.receive()).isInstanceOf(Frame.Hello.class);
        channel.send(serve(List.of(Hanging.class.getName())));
      }
      assertThat(worker.waitFor(20, TimeUnit.SECONDS)).isTrue();
    }
  }
}
