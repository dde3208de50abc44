package io.jobwheel.api;

import io.jobwheel.handler.InvalidValueException;
import java.io.StringWriter;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.ValueDeserializer;

/**
 * Reads any JSON value into its own text: fields in the order given, numbers with the digits given,
 * without the space between. Text that no UTF-8 can carry, half of a surrogate pair, is refused.
 */
final class JsonTextReader extends ValueDeserializer<String> {

  @Override
  public String deserialize(JsonParser parser, DeserializationContext context) {
    StringWriter text = new StringWriter();
    try (JsonGenerator generator =
        context.tokenStreamFactory().createGenerator(ObjectWriteContext.empty(), text)) {
      int depth = 0;
      JsonToken token = parser.currentToken();
      while (true) {
        copy(token, parser, generator);
        depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
        if (depth == 0) {
          break;
        }
        token = parser.nextToken();
      }
    }
    return text.toString();
  }

  private static void copy(JsonToken token, JsonParser parser, JsonGenerator generator) {
    if (token.isNumeric()) {
      generator.writeNumber(parser.getString());
      return;
    }
    if ((token == JsonToken.VALUE_STRING || token == JsonToken.PROPERTY_NAME)
        && hasLoneSurrogate(parser.getString())) {
      throw InvalidValueException.at(
          parser, "must be Unicode text; half of a surrogate pair is none");
    }
    generator.copyCurrentEvent(parser);
  }

  private static boolean hasLoneSurrogate(String text) {
    return text.codePoints()
        .anyMatch(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE);
  }
}
