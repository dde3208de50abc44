package io.jobwheel.api.submit;

import io.jobwheel.handler.InvalidValueException;
import java.nio.charset.StandardCharsets;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.ValueDeserializer;

/**
 * Cuts a JSON value of any kind out of the body that is read, byte by byte as the client wrote it.
 * Text that no UTF-8 can carry, half of a surrogate pair, is refused.
 */
final class JsonTextReader extends ValueDeserializer<String> {

  /** The attribute under which the bytes of the body, in UTF-8, are found. */
  static final String BODY = JsonTextReader.class.getName();

  @Override
  public String deserialize(JsonParser parser, DeserializationContext context) {
    if (!(context.getAttribute(BODY) instanceof byte[] body)) {
      throw new IllegalStateException("The bytes that are read are not known.");
    }
    int begin = (int) parser.currentTokenLocation().getByteOffset();
    int depth = 0;
    JsonToken token = parser.currentToken();
    while (true) {
      check(token, parser);
      depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
      if (depth == 0) {
        break;
      }
      token = parser.nextToken();
    }
    int end = (int) parser.currentLocation().getByteOffset();
    return new String(body, begin, end - begin, StandardCharsets.UTF_8);
  }

  /** Reads a text to its end, too: a parser does so no earlier. */
  private static void check(JsonToken token, JsonParser parser) {
    if ((token == JsonToken.VALUE_STRING || token == JsonToken.PROPERTY_NAME)
        && hasLoneSurrogate(parser.getString())) {
      throw InvalidValueException.at(
          parser, "must be Unicode text; half of a surrogate pair is none");
    }
  }

  private static boolean hasLoneSurrogate(String text) {
    return text.codePoints()
        .anyMatch(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE);
  }
}
