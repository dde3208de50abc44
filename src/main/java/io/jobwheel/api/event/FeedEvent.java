package io.jobwheel.api.event;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import org.jspecify.annotations.Nullable;

/**
 * An event of a stream, and its JSON document.
 *
 * @param event the name of the event
 * @param id the position after which a stream can be resumed; omitted for events that are no output
 * @param data the document of the event
 */
@JsonPropertyOrder({"event", "id", "data"})
record FeedEvent(
    String event, @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String id, Object data) {

  FeedEvent(String event, Object data) {
    this(event, null, data);
  }
}
