package io.jobwheel.api.event;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.util.List;

/**
 * The JSON document of some events, for clients that poll.
 *
 * @param cursor the value of the parameter {@code after} that returns the next events
 * @param more whether further events may be there already
 */
@JsonPropertyOrder({"items", "cursor", "more"})
record EventList(List<FeedEvent> items, String cursor, boolean more) {}
