package io.jobwheel.os;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class ProcessSignalsTest {

  private static Process start(String script) throws IOException {
    return new ProcessBuilder("sh", "-c", script).start();
  }

  private static int exit(Process process) throws InterruptedException {
    assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
    return process.exitValue();
  }

  @Test
  void aProcessGetsTheSignalAndNoOther() throws Exception {
    Process ended = start("exec sleep 60");
    Process other = start("exec sleep 60");
    assertThat(ProcessSignals.send(ended.pid(), Signal.SIGTERM)).isTrue();
    assertThat(exit(ended)).isEqualTo(128 + 15);
    assertThat(other.isAlive()).isTrue();
    assertThat(ProcessSignals.send(other.pid(), Signal.SIGKILL)).isTrue();
    assertThat(exit(other)).isEqualTo(128 + 9);
  }

  @Test
  void aProcessThatIsGoneGetsNoSignal() throws Exception {
    Process gone = start("exit 0");
    assertThat(exit(gone)).isZero();
    assertThat(ProcessSignals.send(gone.pid(), Signal.SIGTERM)).isFalse();
  }

  @Test
  void aGroupIsSignalledWithAllThatItsLeaderHasStarted() throws Exception {
    Process leader = start("exec setsid sh -c 'sleep 60 & echo $!; wait'");
    String pid = leader.inputReader().readLine();
    assertThat(ProcessTable.find(pid)).map(ProcessTable.Entry::group).contains(leader.pid());
    assertThat(ProcessSignals.hasGroup(leader.pid())).isTrue();
    assertThat(ProcessSignals.sendToGroup(leader.pid(), Signal.SIGKILL)).isTrue();
    assertThat(exit(leader)).isEqualTo(128 + 9);
    ProcessHandle.of(Long.parseLong(pid))
        .ifPresent(each -> each.onExit().orTimeout(20, TimeUnit.SECONDS).join());
    assertThat(ProcessTable.find(pid)).isEmpty();
  }

  @Test
  void aProcessThatLeadsNoGroupIsNone() throws Exception {
    Process process = start("exec sleep 60");
    assertThat(ProcessSignals.hasGroup(process.pid())).isFalse();
    assertThat(ProcessSignals.sendToGroup(process.pid(), Signal.SIGKILL)).isFalse();
    assertThat(process.isAlive()).isTrue();
    process.destroyForcibly();
    assertThat(exit(process)).isEqualTo(128 + 9);
  }

  /** To the system 0 is the own group, -1 are all processes, and 1 is init. */
  @ParameterizedTest
  @ValueSource(longs = {1, 0, -1, Long.MIN_VALUE})
  void anIdThatStandsForManyProcessesIsRefused(long id) {
    assertThat(ProcessSignals.send(id, Signal.SIGTERM)).isFalse();
    assertThat(ProcessSignals.sendToGroup(id, Signal.SIGTERM)).isFalse();
    assertThat(ProcessSignals.hasGroup(id)).isFalse();
  }
}
