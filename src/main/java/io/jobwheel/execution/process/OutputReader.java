package io.jobwheel.execution.process;

import io.jobwheel.job.Truncation;
import java.io.IOException;
import java.io.Reader;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/**
 * Reads what a child writes, to its end: a child whose pipe is full stops. What it writes goes to
 * the log line by line; of a line only the first characters are kept, since some never end it.
 */
final class OutputReader {

  static final int LONGEST_LINE = 32_000; // a stack trace that is logged is one line

  private static final Logger log = LoggerFactory.getLogger(OutputReader.class);
  private static final Logger childLog = LoggerFactory.getLogger("jobwheel.process");
  private static final int CHUNK = 8_192;

  private final String name;
  private final LastLines lines;
  private final StringBuilder line = new StringBuilder();

  private OutputReader(String name, LastLines lines) {
    this.name = name;
    this.lines = lines;
  }

  /** Reads until there is nothing more, whatever happens to what was read. */
  static void read(String name, Reader output, LastLines lines) {
    OutputReader reader = new OutputReader(name, lines);
    char[] chunk = new char[CHUNK];
    try (output) {
      for (int length = output.read(chunk); length >= 0; length = output.read(chunk)) {
        reader.take(chunk, length);
      }
      reader.endLine();
    } catch (IOException e) {
      log.debug("{} - its output ended", name, e);
    }
  }

  private void take(char[] chunk, int length) {
    try {
      for (int i = 0; i < length; i++) {
        if (chunk[i] == '\n') {
          endLine();
        } else if (line.length() <= LONGEST_LINE) {
          line.append(chunk[i]); // one more than is kept: the line was longer
        }
      }
    } catch (Throwable e) { // a line is lost, as when memory is short; the child must go on
      line.setLength(0);
      log.debug("{} - lost a line that it wrote", name, e);
    }
  }

  private void endLine() {
    if (line.isEmpty()) {
      return;
    }
    String text = Truncation.of(line.toString(), LONGEST_LINE).stripTrailing();
    line.setLength(0);
    WorkerLogLine.parse(text).ifPresentOrElse(this::log, () -> print(text));
  }

  /** What a body or the JVM prints. */
  private void print(String text) {
    lines.add(text);
    childLog.info("{} - {}", name, text);
  }

  private void log(WorkerLogLine logged) {
    logged.lines().forEach(lines::add);
    MDC.setContextMap(logged.context());
    childLog.atLevel(logged.level()).log("{} - {}", name, logged.text());
    MDC.clear(); // the thread does nothing else
  }
}
