package io.jobwheel.handler.command.process;

import java.io.IOException;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads a pipe of a program on its own thread, and adds the lines to a buffer. */
final class PipeReader implements Runnable {

  private static final Logger log = LoggerFactory.getLogger(PipeReader.class);
  private static final int CHUNK = 8_192;

  private final OutputPipe pipe;
  private final boolean isError;
  private final LineBuffer lines;

  // written by the thread that stops the reader, read by its own thread
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
      log.warn("A pipe of a command could not be read", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // the service stops
    } finally {
      lines.sourceEnded();
    }
  }

  /** Returns the path of the pipe. */
  Path source() {
    return pipe.path();
  }

  /** Stops reading after the current read, even if the pipe is still open for writing. */
  void stop() {
    stopped = true;
  }

  /** Unblocks the current read after {@link #stop}. */
  void wake() {
    try {
      pipe.wakeReader();
    } catch (IOException e) {
      log.debug("The pipe has ended already", e);
    }
  }
}
