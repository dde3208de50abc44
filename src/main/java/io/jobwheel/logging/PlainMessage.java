package io.jobwheel.logging;

import ch.qos.logback.classic.pattern.MessageConverter;
import ch.qos.logback.classic.spi.ILoggingEvent;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * The message of an event, as plain text. If it has arguments, a further line of it begins with a
 * tab: text that comes from elsewhere cannot pass for an entry of its own.
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
