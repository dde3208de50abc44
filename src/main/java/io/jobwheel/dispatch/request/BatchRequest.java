package io.jobwheel.dispatch.request;

import java.util.List;

/**
 * A client's request for several independent jobs, before validation.
 *
 * @param items the jobs, in order
 * @param lenient whether the valid jobs are stored if others are invalid
 */
public record BatchRequest(List<BatchItem> items, boolean lenient) {}
