package io.jobwheel.logging;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.OutputStreamAppender;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.MDC;

/** Foreign text in the log does not control the terminal that shows it. */
class PlainLogTest {

  private static final String FOREIGN = "\u001b[31mred\u0007\u009b2J\u202egnp.exe";
  private static final String PLAIN = "\\u001b[31mred\\u0007\\u009b2J\\u202egnp.exe";

  private final LoggerContext context = new LoggerContext();
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  private Logger logger(String pattern) {
    context.setMDCAdapter(MDC.getMDCAdapter());
    PatternLayoutEncoder encoder = new PatternLayoutEncoder();
    encoder.setContext(context);
    encoder.setPattern(pattern);
    encoder.setCharset(StandardCharsets.UTF_8);
    encoder.start();
    OutputStreamAppender<ILoggingEvent> appender = new OutputStreamAppender<>();
    appender.setContext(context);
    appender.setEncoder(encoder);
    appender.setOutputStream(out);
    appender.start();
    context.getLogger(Logger.ROOT_LOGGER_NAME).addAppender(appender);
    PlainLog.apply(context);
    return context.getLogger("any.logger");
  }

  @ParameterizedTest
  @ValueSource(strings = {"%m%n", "%msg%n", "%message%n", "%-5p [%X{job}] %logger : %m%n"})
  void messagesAndArgumentsAreEscaped(String pattern) {
    Logger log = logger(pattern);

    log.info("the job printed {}", FOREIGN);
    log.info(FOREIGN);

    assertThat(text()).contains("the job printed " + PLAIN + "\n").doesNotContain("\u001b");
  }

  @ParameterizedTest
  @ValueSource(strings = {"%m", "%m%n%ex", "%m%n%xEx", "%m%n%throwable"})
  void messagesOfExceptionsAreEscaped(String pattern) {
    Logger log = logger(pattern);

    log.warn(
        "failed",
        new IllegalStateException(FOREIGN, new IllegalArgumentException("why " + FOREIGN)));

    assertThat(text()).contains("IllegalStateException: " + PLAIN, "why " + PLAIN, "\n\tat ");
    assertThat(text()).doesNotContain("\u001b", "\u0007", "\u202e");
  }

  @Test
  void aLineWithinForeignTextIsNoEntryOfItsOwn() {
    Logger log = logger("%-5level %m%n");

    log.info("it printed {}", "one\n\tat two\n\nERROR three\r\nERROR four");
    log.info("a report\nof our own");

    assertThat(text())
        .isEqualTo(
            "INFO  it printed one\n\tat two\n\n\tERROR three\\u000d\n\tERROR four\n"
                + "INFO  a report\nof our own\n");
  }

  @Test
  void aLogThatIsSetUpTwiceIsEscapedOnce() {
    Logger log = logger("%m%n");
    PlainLog.apply(context);

    log.info("\u001b");

    assertThat(text()).isEqualTo("\\u001b\n");
  }

  private String text() {
    return out.toString(StandardCharsets.UTF_8);
  }
}
