package io.jobwheel.api.submit;

import io.jobwheel.dispatch.request.UniqueRequest.UntilRequest;
import io.jobwheel.handler.InvalidValueException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.ValueDeserializer;

/** Reads {@code "END"}, or an object such as <code>{"for": "1h"}</code>. */
final class UntilReader extends ValueDeserializer<UntilRequest> {

  private static final String WRONG =
      "must be START, END, or an object with the field for only, such as {\"for\": \"1h\"}";

  @Override
  public UntilRequest deserialize(JsonParser parser, DeserializationContext context) {
    if (parser.currentToken() == JsonToken.VALUE_STRING) {
      return new UntilRequest(parser.getString(), null);
    }
    if (parser.currentToken() == JsonToken.START_OBJECT
        && parser.nextToken() == JsonToken.PROPERTY_NAME
        && parser.currentName().equals("for")
        && parser.nextToken() == JsonToken.VALUE_STRING) {
      String duration = parser.getString();
      if (parser.nextToken() == JsonToken.END_OBJECT) {
        return new UntilRequest(null, duration);
      }
    }
    throw InvalidValueException.at(parser, WRONG);
  }
}
