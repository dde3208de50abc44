package io.jobwheel.api.security;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The JSON document of the access of a request.
 *
 * @param authenticated false if authentication is disabled
 * @param name the name that jobs record as their submitter; {@code null} if authentication is
 *     disabled
 * @param scopes the scopes of the key or token, without unknown ones; all of them if authentication
 *     is disabled
 * @param expiresAt when the token expires; {@code null} for a key, or if authentication is disabled
 */
@JsonPropertyOrder({"authenticated", "name", "scopes", "expiresAt"})
record AccessDocument(
    boolean authenticated,
    @Nullable String name,
    List<String> scopes,
    @Nullable Instant expiresAt) {}
