package io.jobwheel.dispatch.request;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A client's request to be told of the end of a job or group, before validation. {@code null}
 * stands for a field that is absent.
 *
 * @param url URL to call
 * @param events wire names of events; default: all events of a job, or of a group
 */
public record WebhookRequest(@Nullable String url, @Nullable List<@Nullable String> events) {}
