package io.jobwheel.api.submit;

import io.jobwheel.handler.InvalidValueException;
import java.nio.charset.StandardCharsets;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.ValueDeserializer;

/**
 * Reads a JSON value of any type as its source text in the body, byte by byte as the client sent
 * it. Strings with unpaired surrogates are errors, because UTF-8 cannot encode them.
 */
final class JsonTextReader extends ValueDeserializer<String> {

  /** The attribute that holds the bytes of the body, in UTF-8. */
  static final String BODY = JsonTextReader.class.getName();

  @Override
  public String deserialize(JsonParser parser, DeserializationContext context) {
    if (!(context.getAttribute(BODY) instanceof byte[] body)) {
      throw new IllegalStateException("The attribute with the bytes of the body is missing.");
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

  /** Checks a string. This also reads it to its end, which the parser defers. */
  private static void check(JsonToken token, JsonParser parser) {
    if ((token == JsonToken.VALUE_STRING || token == JsonToken.PROPERTY_NAME)
        && hasLoneSurrogate(parser.getString())) {
      throw InvalidValueException.at(parser, "must be Unicode text without unpaired surrogates");
    }
  }

  private static boolean hasLoneSurrogate(String text) {
    return text.codePoints()
        .anyMatch(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE);
  }
}
