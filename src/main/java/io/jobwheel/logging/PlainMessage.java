package io.jobwheel.logging;

import ch.qos.logback.classic.pattern.MessageConverter;
import ch.qos.logback.classic.spi.ILoggingEvent;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * Writes the message of an event as {@link PlainText}. If the event has arguments, further lines
 * begin with a tab, so that text of others cannot look like a log entry.
 */
final class PlainMessage extends MessageConverter {

  private static final Pattern NEXT_LINE = Pattern.compile("\n(?=\\S)");

  @Override
  public String convert(ILoggingEvent event) {
    String text = PlainText.of(Objects.requireNonNullElse(super.convert(event), "null"));
    Object[] arguments = event.getArgumentArray();
    return arguments == null || arguments.length == 0
        ? text
        : NEXT_LINE.matcher(text).replaceAll("\n\t");
  }
}
