package io.jobwheel.job;

/**
 * Why a job did not succeed.
 *
 * @param code stable and countable, in kebab case, such as {@code handler-failed}
 * @param message for a person; names the cause
 */
public record JobError(String code, String message) {}
