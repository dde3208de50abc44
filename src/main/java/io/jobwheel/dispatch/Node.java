package io.jobwheel.dispatch;

import java.util.UUID;

/**
 * The identity of a node.
 *
 * @param id new at each start and after each lost lease
 * @param name host name and process id, for display only
 */
public record Node(UUID id, String name) {}
