package io.jobwheel.handler.command.process;

import java.io.IOException;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads a pipe of a program to its end, on a thread of its own, and hands on its lines. */
final class PipeReader implements Runnable {

  private static final Logger log = LoggerFactory.getLogger(PipeReader.class);
  private static final int CHUNK = 8_192;

  private final OutputPipe pipe;
  private final boolean isError;
  private final LineBuffer lines;

  // written by whoever gives it up, read by its thread
  private volatile boolean stopped;

  PipeReader(OutputPipe pipe, boolean isError, LineBuffer lines) {
    this.pipe = pipe;
    this.isError = isError;
    this.lines = lines;
  }

  @Override
  public void run() {
    try (pipe) {
      LineDecoder decoder =
          new LineDecoder(CHUNK, text -> lines.put(new OutputLine(isError, text)));
      byte[] chunk = new byte[CHUNK];
      for (int count; !stopped && (count = pipe.input().read(chunk)) >= 0; ) {
        decoder.take(chunk, count);
      }
      decoder.end();
    } catch (IOException e) {
      log.warn("a pipe of a command could not be read", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // the service ends
    } finally {
      lines.sourceEnded();
    }
  }

  /** Where it reads. */
  Path source() {
    return pipe.path();
  }

  /** Reads no more once it has what it waits for, though somebody could still write. */
  void stop() {
    stopped = true;
  }

  /** Lets it wait no more, after {@link #stop}, at a pipe to which nobody writes. */
  void wake() {
    try {
      pipe.wakeReader();
    } catch (IOException e) {
      log.debug("a pipe that has ended by itself", e);
    }
  }
}
