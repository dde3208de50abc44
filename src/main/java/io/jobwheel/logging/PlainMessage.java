package io.jobwheel.logging;

import ch.qos.logback.classic.pattern.MessageConverter;
import ch.qos.logback.classic.spi.ILoggingEvent;
import java.util.Objects;

/** The message of an event, as plain text. */
final class PlainMessage extends MessageConverter {

  @Override
  public String convert(ILoggingEvent event) {
    return PlainText.of(Objects.requireNonNullElse(super.convert(event), "null"));
  }
}
