package io.jobwheel.execution.process;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import com.sun.management.ThreadMXBean;
import io.jobwheel.LogCapture;
import java.io.Reader;
import java.io.StringReader;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Output of worker processes in every form. */
@Timeout(30)
class OutputReaderTest {

  private final LastLines lines = new LastLines();

  /** Far longer than what may be kept of it. */
  private static final class OneLine extends Reader {

    static final long LENGTH = 1L << 26;

    private long left = LENGTH;

    @Override
    public int read(char[] chunk, int offset, int length) {
      if (left <= 0) {
        return -1;
      }
      left -= length;
      Arrays.fill(chunk, offset, offset + length, 'x');
      return length;
    }

    @Override
    public void close() {
      left = 0;
    }
  }

  @Test
  void everyLineIsKeptAlsoTheLastOneWithoutAnEnd() {
    OutputReader.read("process-1", new StringReader("one\r\ntwo\n\nthree"), lines);
    assertThat(lines.text()).isEqualTo("one\ntwo\nthree");
  }

  @Test
  void theLinesAreCompleteAtTheEndOfTheOutput() throws Exception {
    assertThat(lines.awaitComplete(Duration.ZERO)).isFalse();
    OutputReader.read("process-1", new StringReader("one"), lines);
    assertThat(lines.awaitComplete(Duration.ZERO)).isTrue();
    assertThat(lines.text()).isEqualTo("one");
  }

  @Test
  void aLineThatDoesNotEndTakesNoMoreThanItsFirstCharacters() {
    var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();
    OutputReader.read("process-1", new OneLine(), lines);
    long allocated = threads.getCurrentThreadAllocatedBytes() - before;
    assertThat(allocated).isLessThan(OneLine.LENGTH / 16);
    assertThat(lines.text()).startsWith("xxx").hasSizeLessThan(OutputReader.LONGEST_LINE);
  }

  @Test
  void whatFollowsALineThatIsTooLongIsReadAgain() {
    String text = "x".repeat(3 * OutputReader.LONGEST_LINE) + "\nafter";
    OutputReader.read("process-1", new StringReader(text), lines);
    assertThat(lines.text()).endsWith("\nafter");
  }

  @Test
  void aLineThatIsTooLongIsNotCutThroughACharacter() throws InterruptedException {
    String smile = "\uD83D\uDE00";
    String last = "x".repeat(299) + smile;
    String logged = "y".repeat(OutputReader.LONGEST_LINE - 1) + smile;
    try (LogCapture log = new LogCapture("jobwheel.process", Level.INFO)) {
      OutputReader.read("process-1", new StringReader(last + "\n" + logged + "\n"), lines);

      assertThat(lines.text()).startsWith("x".repeat(299) + "…\n");
      assertThat(log.await("yyy").getFormattedMessage()).endsWith("y…");
    }
  }
}
