package io.jobwheel.dispatch;

import java.util.UUID;

/**
 * This process, as others see it.
 *
 * @param id a new one for every start and after every lost lease
 * @param name host and process, for people
 */
public record Node(UUID id, String name) {}
