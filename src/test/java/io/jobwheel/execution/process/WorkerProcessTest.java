package io.jobwheel.execution.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.jobwheel.time.Ticker;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.SocketChannel;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A worker process whose descendants cannot be listed. */
class WorkerProcessTest {

  /** A process when no file can be opened. */
  private static final class WithoutFiles extends Process {

    private boolean destroyed;

    @Override
    public Stream<ProcessHandle> descendants() {
      throw new RuntimeException("Too many open files");
    }

    @Override
    public Process destroyForcibly() {
      destroyed = true;
      return this;
    }

    @Override
    public void destroy() {
      destroyed = true;
    }

    @Override
    public long pid() {
      return 0; // no process
    }

    @Override
    public boolean isAlive() {
      return !destroyed;
    }

    @Override
    public OutputStream getOutputStream() {
      return OutputStream.nullOutputStream();
    }

    @Override
    public InputStream getInputStream() {
      return InputStream.nullInputStream();
    }

    @Override
    public InputStream getErrorStream() {
      return InputStream.nullInputStream();
    }

    @Override
    public int waitFor() {
      return 0;
    }

    @Override
    public int exitValue() {
      return 0;
    }
  }

  @Test
  void itIsKilledAlsoWhenWhatItHasStartedCannotBeFound() throws Exception {
    WithoutFiles process = new WithoutFiles();
    FrameChannel channel = new FrameChannel(SocketChannel.open());
    WorkerProcess worker =
        new WorkerProcess(
            "process-1",
            process,
            new CompletableFuture<>(),
            channel,
            new LastLines(),
            Ticker.system());
    assertThat(worker.isUsable()).isTrue();
    worker.kill(ExitReason.FORCED, "its job did not end");
    assertThat(process.destroyed).isTrue();
    assertThat(worker.isUsable()).isFalse();
    worker.close();
  }
}
