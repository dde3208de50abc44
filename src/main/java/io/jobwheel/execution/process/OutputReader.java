package io.jobwheel.execution.process;

import io.jobwheel.job.Truncation;
import java.io.IOException;
import java.io.Reader;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/**
 * Reads the output of a worker process to its end, since a full pipe would block the process. Logs
 * it line by line and keeps the first {@value #LONGEST_LINE} characters of each line.
 */
final class OutputReader {

  static final int LONGEST_LINE = 32_000; // a logged stack trace is one line

  private static final Logger log = LoggerFactory.getLogger(OutputReader.class);
  private static final Logger workerLog = LoggerFactory.getLogger("jobwheel.process");
  private static final int CHUNK = 8_192;

  private final String name;
  private final LastLines lines;
  private final StringBuilder line = new StringBuilder();

  private OutputReader(String name, LastLines lines) {
    this.name = name;
    this.lines = lines;
  }

  /** Reads until the end of the output. A line that cannot be logged is dropped. */
  static void read(String name, Reader output, LastLines lines) {
    OutputReader reader = new OutputReader(name, lines);
    char[] chunk = new char[CHUNK];
    try (output) {
      for (int length = output.read(chunk); length >= 0; length = output.read(chunk)) {
        reader.take(chunk, length);
      }
      reader.endLine();
    } catch (IOException e) {
      log.debug("{} - output ended", name, e);
    } finally {
      lines.complete();
    }
  }

  private void take(char[] chunk, int length) {
    try {
      for (int i = 0; i < length; i++) {
        if (chunk[i] == '\n') {
          endLine();
        } else if (line.length() <= LONGEST_LINE) {
          line.append(chunk[i]); // one character more than is kept marks a longer line
        }
      }
    } catch (Throwable e) { // such as a lack of memory: the line is lost, the process must go on
      line.setLength(0);
      log.debug("{} - a line of its output was lost", name, e);
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

  /** Logs a line that the handler or the JVM has printed. */
  private void print(String text) {
    lines.add(text);
    workerLog.info("{} - {}", name, text);
  }

  private void log(WorkerLogLine logged) {
    logged.lines().forEach(lines::add);
    MDC.setContextMap(logged.context());
    workerLog.atLevel(logged.level()).log("{} - {}", name, logged.text());
    MDC.clear(); // the thread logs nothing else
  }
}
