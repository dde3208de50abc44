package io.jobwheel.handler;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.ValueDeserializer;
import tools.jackson.databind.annotation.JsonDeserialize;

/**
 * A JSON value of a payload, of any kind, as the text that the payload has: the same digits,
 * escapes and order of fields.
 *
 * @param text well-formed, without spaces around it
 */
@JsonDeserialize(using = RawJson.Reader.class)
public record RawJson(String text) {

  /** The attribute under which a reader finds the text that it reads. */
  static final String SOURCE = RawJson.class.getName();

  private static final RawJson NULL = new RawJson("null");

  /** Cuts the value out of the text. */
  static final class Reader extends ValueDeserializer<RawJson> {

    @Override
    public RawJson deserialize(JsonParser parser, DeserializationContext context) {
      String source = String.valueOf(context.getAttribute(SOURCE));
      long begin = parser.currentTokenLocation().getCharOffset();
      parser.skipChildren();
      parser.finishToken(); // else a text is read no farther than its first quote
      long end = parser.currentLocation().getCharOffset();
      return new RawJson(source.substring((int) begin, (int) end).strip());
    }

    @Override
    public RawJson getNullValue(DeserializationContext context) {
      return NULL;
    }

    @Override
    public @Nullable Object getAbsentValue(DeserializationContext context) {
      return null;
    }
  }
}
