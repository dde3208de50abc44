package io.jobwheel.webhook;

import io.jobwheel.handler.VerbatimJson;
import org.jspecify.annotations.Nullable;

/**
 * The payload of a delivery. Exactly one of {@code endpoint} and {@code url} is set.
 *
 * @param endpoint the name of a configured endpoint, whose URL and secrets are those of the attempt
 * @param url the URL that the client named
 * @param event the wire name of the event
 * @param messageId the header {@code webhook-id}, the same for each attempt and redelivery
 * @param body the body of the call
 */
public record DeliveryPayload(
    @Nullable String endpoint,
    @Nullable String url,
    String event,
    String messageId,
    VerbatimJson body) {}
