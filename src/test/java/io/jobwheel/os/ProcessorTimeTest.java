package io.jobwheel.os;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** The processor time of processes, which only Linux shows. */
@EnabledOnOs(OS.LINUX)
class ProcessorTimeTest {

  @Test
  void workOfAThreadIsCounted() {
    long self = ProcessHandle.current().pid();
    Duration before = ProcessorTime.of(self).orElseThrow();
    var threads = ManagementFactory.getThreadMXBean();
    long begin = threads.getCurrentThreadCpuTime();
    while (threads.getCurrentThreadCpuTime() - begin < 200_000_000) {
      Thread.onSpinWait();
    }
    Duration spent = ProcessorTime.of(self).orElseThrow().minus(before);
    assertThat(spent).isBetween(Duration.ofMillis(180), Duration.ofSeconds(20));
  }

  @Test
  void theTimeOfAChildThatHasEndedBelongsToItsParent() throws Exception {
    Process shell =
        new ProcessBuilder("sh", "-c", "i=0; while [ $i -lt 200000 ]; do i=$((i+1)); done; read x")
            .start();
    try {
      Duration before = ProcessorTime.of(ProcessHandle.current().pid()).orElseThrow();
      Duration own = Duration.ZERO;
      Duration last;
      do { // until it waits for its input
        last = own;
        Thread.yield();
        own = ProcessorTime.of(shell.pid()).orElseThrow();
      } while (own.isZero() || !own.equals(last));
      shell.getOutputStream().close();
      assertThat(shell.waitFor()).isNotNegative();
      assertThat(ProcessorTime.of(shell.pid())).isEmpty();
      Duration after = ProcessorTime.of(ProcessHandle.current().pid()).orElseThrow();
      assertThat(after.minus(before)).isGreaterThanOrEqualTo(own);
    } finally {
      shell.destroyForcibly();
    }
  }

  @Test
  void aProcessThatDoesNotExistHasNone() {
    assertThat(ProcessorTime.of(Long.MAX_VALUE)).isEmpty();
  }
}
