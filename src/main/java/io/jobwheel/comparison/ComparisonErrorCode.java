package io.jobwheel.comparison;

/** Why a comparison has no report. Clients depend on the codes, which never change. */
public enum ComparisonErrorCode {
  /** A round did not end within {@code jobwheel.comparisons.round-timeout}. */
  ROUND_TIMEOUT("round-timeout"),
  /** A round was not accepted: a backlog was full, or the node had no lease. */
  NOT_ADMITTED("not-admitted"),
  /** A job of a round was deleted before it was measured. */
  JOBS_DELETED("jobs-deleted"),
  /** The store failed for too long. */
  STORE_UNAVAILABLE("store-unavailable"),
  /** The service failed; its log has the cause. */
  INTERNAL_ERROR("internal-error"),
  /** The node that carried it out was stopped. */
  NODE_STOPPED("node-stopped"),
  /** The node that carried it out lost its lease. */
  NODE_LOST("node-lost");

  private final String code;

  ComparisonErrorCode(String code) {
    this.code = code;
  }

  /** Returns the stable name. */
  public String code() {
    return code;
  }
}
