package io.jobwheel.handler.command.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.jobwheel.handler.command.Command;
import io.jobwheel.handler.command.CommandHandler;
import io.jobwheel.handler.command.Commands;
import io.jobwheel.handler.command.TestContext;
import io.jobwheel.time.Ticker;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The home and the temporary files of a program are private and are deleted after it. */
@Timeout(60)
class CommandHomeTest {

  private static final String PLACES =
      "pwd; echo \"$HOME\"; echo \"$TMPDIR\"; echo ~; touch ~/.profile; stat -c %a ~";

  private final Commands commands = new Commands();
  private final TestContext context = new TestContext();

  private List<String> printed(Command command) {
    try (CommandHandler handler = new CommandHandler(List.of(command), Ticker.system())) {
      assertThat(handler.run(Commands.call(), context).exitCode()).isZero();
    }
    return context.prints;
  }

  @Test
  void homeIsTheFreshFolder() {
    List<String> places = printed(commands.script(PLACES));

    assertThat(places.subList(0, 4)).containsOnly(places.getFirst());
    assertThat(places.getLast()).isEqualTo("700");
    assertThat(places.getFirst()).contains(WorkFolder.PREFIX);
    assertThat(Path.of(places.getFirst())).doesNotExist();
  }

  @Test
  void homeIsFreshAlsoWhereTheProgramWorksInAnotherFolder(@TempDir Path folder) throws Exception {
    commands.folder = folder;
    List<String> places = printed(commands.script(PLACES));

    assertThat(places.getFirst()).isEqualTo(folder.toRealPath().toString());
    assertThat(places.subList(1, 4)).containsOnly(places.get(1));
    assertThat(places.get(1)).contains(WorkFolder.PREFIX);
    assertThat(Path.of(places.get(1))).doesNotExist();
    try (var left = Files.list(folder)) {
      assertThat(left).isEmpty();
    }
  }

  @Test
  void theConfigurationMayNameAnotherHome(@TempDir Path folder) {
    commands.environment = Map.of("HOME", folder.toString());
    assertThat(printed(commands.script("echo $HOME; touch ~/kept")))
        .containsExactly(folder.toString());
    assertThat(folder.resolve("kept")).exists();
  }
}
