package io.jobwheel.handler.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jobwheel.handler.command.process.NativeText;
import io.jobwheel.job.FieldError;
import io.jobwheel.time.Ticker;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Values of parameters reach the program unchanged, or are rejected. */
@Timeout(60)
class CommandParametersTest {

  private final Commands commands = new Commands();

  private List<FieldError> check(Command command, Map<String, String> values) {
    try (CommandHandler handler = new CommandHandler(List.of(command), Ticker.system())) {
      return handler.validate(Commands.call(values));
    }
  }

  /** Values that are harmful if they are interpreted as more than text. */
  static Stream<String> hostile() {
    return Stream.of(
        "",
        " ",
        "  two  words ",
        "a b c",
        "tab\there",
        "line\nbreak",
        "carriage\rreturn",
        "\r\n",
        "; touch /tmp/x",
        "&& id",
        "|| id",
        "| id",
        "& id",
        "`id`",
        "$(id)",
        "${IFS}id",
        "$HOME",
        "$1",
        "$$",
        "$@",
        "%s%n",
        "%n%n%n",
        "%PATH%",
        "!!",
        "!id",
        "~",
        "~root",
        "*",
        "/*",
        "?",
        "[a-z]",
        "{a,b}",
        "{size}",
        "{{size}}",
        "}",
        "{",
        "#comment",
        "a#b",
        "\"",
        "\"; id; \"",
        "'",
        "'; id; '",
        "\\",
        "\\\\",
        "\\n",
        "\\'",
        "\\\"",
        "> /tmp/x",
        "< /etc/passwd",
        "2>&1",
        ">> x",
        "<(id)",
        "a=b",
        "PATH=/tmp",
        "LD_PRELOAD=x.so",
        "../../etc/passwd",
        "/etc/passwd",
        "file:///etc/passwd",
        "http://127.0.0.1/",
        "@/etc/passwd",
        "+x",
        "=x",
        ":x",
        ",x",
        "^",
        "a^b",
        "(id)",
        "()",
        "() { :; }; id",
        "\u001b[31m",
        "\u0007",
        "\u007f",
        "\u0001",
        "\u202etxt",
        "grüße",
        "日本語",
        "🎉",
        "e\u0301",
        "\ufeff",
        "\u2028",
        "\u00a0",
        "‘; id’",
        "＄(id)",
        "'\"`$(){}[]<>|&;*?~!#\\",
        "x".repeat(30_000));
  }

  @ParameterizedTest
  @MethodSource("hostile")
  void aValueArrivesVerbatimAsOneArgument(String value) {
    commands.parameters.put("size", new Parameter(Pattern.compile("(?s).*"), 32_000, null, false));
    commands.lines = 100_000;
    // the number of arguments, and each as bytes
    Command command =
        commands.of(
            "sh",
            "-c",
            "echo $#; for each; do printf %s \"$each\" | od -An -v -tx1 | tr -d ' \\n'; echo .;"
                + " done",
            "sh",
            "before",
            "{size}",
            "--size={size}",
            "after");
    TestContext context = new TestContext();
    Map<String, String> values = Map.of("size", value);
    if (!NativeText.canPass(value)) { // the locale does not have these letters
      assertThat(check(command, values)).hasSize(1);
      return;
    }
    try (CommandHandler handler = new CommandHandler(List.of(command), Ticker.system())) {
      assertThat(handler.validate(Commands.call(values))).isEmpty();
      var _ = handler.run(Commands.call(values), context);
    }
    // long lines are split
    assertThat(String.join("", context.prints))
        .isEqualTo(
            "4%s.%s.%s.%s."
                .formatted(hex("before"), hex(value), hex("--size=" + value), hex("after")));
  }

  private static String hex(String text) {
    return java.util.HexFormat.of()
        .formatHex(text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-",
        "--",
        "-rf",
        "--output=/etc/passwd",
        "-o/etc/passwd",
        "-\n",
        "a\0b",
        "\0",
        "\ud800",
        "a\udc00",
        "-ExecutionPolicy"
      })
  void aValueThatLooksLikeAnOptionOrCannotBePassedIsRefused(String value) {
    commands.parameters.put("size", new Parameter(Pattern.compile("(?s).*"), 100, null, false));
    assertThat(check(commands.of("echo", "{size}"), Map.of("size", value)))
        .extracting(FieldError::field)
        .containsExactly("parameters.size");
  }

  @Test
  void aLeadingDashMayBeAllowed() {
    commands.parameters.put("size", new Parameter(Pattern.compile("-?\\d+"), 100, null, true));
    assertThat(check(commands.of("echo", "{size}"), Map.of("size", "-12"))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "10x20\n",
        "\n10x20",
        "10x20 ",
        " 10x20",
        "10x20;id",
        "10x",
        "x",
        "10X20",
        "",
        "１０x20"
      })
  void thePatternHasToMatchTheWholeValue(String value) {
    commands.parameters.put("size", Commands.parameter("^\\d+x\\d+$"));
    assertThat(BoundedMatch.of(Pattern.compile("^\\d+x\\d+$"), value)).isEqualTo(BoundedMatch.NO);
    assertThat(check(commands.of("echo", "{size}"), Map.of("size", value)))
        .extracting(FieldError::field)
        .containsExactly("parameters.size");
  }

  @Test
  void missingUnknownAndNullParametersAreNamed() {
    commands.parameters.put("from", Commands.parameter("[a-z]+"));
    commands.parameters.put("size", new Parameter(Pattern.compile("\\d+"), 255, "10", false));
    Command command = commands.of("echo", "{from}", "{size}");

    assertThat(check(command, Map.of()))
        .containsExactly(new FieldError("parameters.from", "is required and must match [a-z]+"));
    assertThat(check(command, Map.of("from", "a", "other", "b")))
        .containsExactly(
            new FieldError(
                "parameters.other",
                "is not a parameter of the command 'it'; its parameters are [from, size]"));
    Map<String, String> nothing = new HashMap<>(Map.of("from", "a"));
    nothing.put("size", null);
    assertThat(check(command, nothing))
        .containsExactly(new FieldError("parameters.size", "is required and must match \\d+"));
    assertThat(check(command, Map.of("from", "a"))).isEmpty();
  }

  @Test
  void aDefaultReplacesAMissingValue() {
    commands.parameters.put("size", new Parameter(Pattern.compile("\\d+"), 255, "10", false));
    Command command = commands.of("echo", "{size}:{size}", "{{size}}");
    assertThat(command.commandLine(Map.of()))
        .containsExactly(command.program().toString(), "10:10", "{size}");
  }

  @Test
  void aLongValueIsRefused() {
    commands.parameters.put("size", new Parameter(Pattern.compile(".*"), 3, null, false));
    Command command = commands.of("echo", "{size}");
    assertThat(check(command, Map.of("size", "abc"))).isEmpty();
    assertThat(check(command, Map.of("size", "abcd")))
        .containsExactly(new FieldError("parameters.size", "must have at most 3 characters"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"(a+)+b", "(a|a)*b", "(a|aa)+b", "((a*)*)*b", "(.*)(.*)(.*)(.*)(.*)(.*)b"})
  @Timeout(10)
  void aPatternOfExponentialTimeIsAborted(String pattern) {
    commands.parameters.put("size", new Parameter(Pattern.compile(pattern), 1_000, null, false));
    assertThat(check(commands.of("echo", "{size}"), Map.of("size", "a".repeat(1_000))))
        .singleElement()
        .satisfies(
            error -> assertThat(error.message()).containsAnyOf("too many steps", "must match"));
  }

  @Test
  void theWorkOfAPatternIsBounded() {
    assertThat(BoundedMatch.of(Pattern.compile("(.*)(.*)(.*)(.*)(.*)(.*)b"), "a".repeat(1_000)))
        .isEqualTo(BoundedMatch.LIMIT_EXCEEDED);
  }

  @Test
  void aPatternThatNeedsMuchStackIsAbortedOrDecided() {
    Pattern pattern = Pattern.compile("(a|b)*");
    assertThat(BoundedMatch.of(pattern, "ab".repeat(50))).isEqualTo(BoundedMatch.YES);
    assertThat(BoundedMatch.of(pattern, "ab".repeat(200_000)))
        .isEqualTo(BoundedMatch.LIMIT_EXCEEDED);
  }

  @ParameterizedTest
  @ValueSource(strings = {"{", "a{", "{size", "}", "a}b", "{size}}"})
  void aTemplateWithALooseBraceIsRefused(String template) {
    commands.parameters.put("size", Commands.parameter(".*"));
    assertThatThrownBy(() -> commands.of("echo", "{size}", template))
        .isInstanceOfSatisfying(
            CommandSetupException.class,
            wrong -> {
              assertThat(wrong).hasMessageContaining("brace");
              assertThat(wrong.action()).contains("jobwheel.commands.it.arguments");
            });
  }

  @Test
  void placeholdersAndParametersMustMatch() {
    assertThatThrownBy(() -> commands.of("echo", "{size}"))
        .isInstanceOf(CommandSetupException.class)
        .hasMessageContaining("[size]");
    commands.parameters.put("other", Commands.parameter(".*"));
    assertThatThrownBy(() -> commands.of("echo"))
        .isInstanceOf(CommandSetupException.class)
        .hasMessageContaining("[other]");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "no-such-program",
        "/no/such/program",
        "/etc/passwd",
        "/tmp",
        "./sh",
        "bin/sh",
        ""
      })
  void aProgramThatIsNotThereIsRefusedWithAdvice(String program) {
    assertThatThrownBy(() -> commands.of(program))
        .isInstanceOfSatisfying(
            CommandSetupException.class,
            wrong -> {
              assertThat(wrong).hasMessageContaining("'%s'".formatted(program));
              assertThat(wrong.action()).contains("jobwheel.commands.it.program");
            });
  }

  @Test
  void anInvalidEnvironmentIsRefused() {
    for (String variable : List.of("", "A B", "1A", "A-B", "JOBWHEEL_MARK")) {
      commands.environment = Map.of(variable, "x");
      assertThatThrownBy(() -> commands.of("true")).isInstanceOf(CommandSetupException.class);
    }
    commands.environment = Map.of();
    commands.folder = java.nio.file.Path.of("/no/such/folder");
    assertThatThrownBy(() -> commands.of("true"))
        .isInstanceOf(CommandSetupException.class)
        .hasMessageContaining("/no/such/folder");
  }

  @Test
  void aDefaultHasToFitItsPattern() {
    commands.parameters.put("size", new Parameter(Pattern.compile("\\d+"), 255, "big", false));
    assertThatThrownBy(() -> commands.of("echo", "{size}"))
        .isInstanceOf(CommandSetupException.class)
        .hasMessageContaining("the default of its parameter 'size' must match \\d+");
  }
}
