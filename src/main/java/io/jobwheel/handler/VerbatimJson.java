package io.jobwheel.handler;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.ValueDeserializer;
import tools.jackson.databind.annotation.JsonDeserialize;

/**
 * Any JSON value of a payload as its verbatim text, with the same digits, escapes and order of
 * fields.
 *
 * @param text well-formed JSON without surrounding white space
 */
@JsonDeserialize(using = VerbatimJson.VerbatimDeserializer.class)
public record VerbatimJson(String text) {

  /** The name of the reader attribute that holds the whole payload text. */
  static final String SOURCE = VerbatimJson.class.getName();

  private static final VerbatimJson NULL = new VerbatimJson("null");

  /** Copies the value from the payload text. */
  static final class VerbatimDeserializer extends ValueDeserializer<VerbatimJson> {

    @Override
    public VerbatimJson deserialize(JsonParser parser, DeserializationContext context) {
      String source = String.valueOf(context.getAttribute(SOURCE));
      long begin = parser.currentTokenLocation().getCharOffset();
      parser.skipChildren();
      parser.finishToken(); // otherwise the location is behind the first quote of a string
      long end = parser.currentLocation().getCharOffset();
      return new VerbatimJson(source.substring((int) begin, (int) end).strip());
    }

    @Override
    public VerbatimJson getNullValue(DeserializationContext context) {
      return NULL;
    }

    @Override
    public @Nullable Object getAbsentValue(DeserializationContext context) {
      return null;
    }
  }
}
