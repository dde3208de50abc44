package io.jobwheel.os;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class SignalTest {

  private static final Map<Signal, String> IN_SHELLS =
      Map.of(Signal.SIGIO, "SIGPOLL", Signal.SIGSTKFLT, "SIG16");

  @ParameterizedTest
  @EnumSource
  void theShellHasTheSameNumberForTheSignal(Signal signal) throws Exception {
    Process shell = new ProcessBuilder("sh", "-c", "kill -l " + signal.number()).start();
    try (var output = shell.inputReader()) {
      assertThat("SIG" + output.readLine()).isIn(signal.name(), IN_SHELLS.get(signal));
    }
  }

  @ParameterizedTest
  @EnumSource
  void anExitCodeIsNamedAfterTheSignalThatEndsWithIt(Signal signal) {
    int code = 128 + signal.number();
    assertThat(ExitStatus.inWords(code))
        .isEqualTo(
            "exit code %d, as after signal %d (%s)".formatted(code, signal.number(), signal));
    assertThat(ExitStatus.isAfter(code, signal)).isTrue();
    assertThat(ExitStatus.isAfter(signal.number(), signal)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 127, 128, 128 + 17, 128 + 19, 128 + 32, 255, -1, Integer.MIN_VALUE})
  void anExitCodeOfNoSignalThatEndsProcessesIsOnlyACode(int code) {
    assertThat(ExitStatus.inWords(code)).isEqualTo("exit code " + code);
    assertThat(ExitStatus.signal(code)).isEmpty();
  }

  @Test
  void aNumberThatStandsForAnotherSignalElsewhereIsNamedOnLinuxOnly() {
    assertThat(Signal.of(10, true)).contains(Signal.SIGUSR1);
    assertThat(Signal.of(10, false)).isEmpty();
    assertThat(Signal.of(9, false)).contains(Signal.SIGKILL);
  }
}
