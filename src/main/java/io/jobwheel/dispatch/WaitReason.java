package io.jobwheel.dispatch;

/** Why a job cannot start at present, whatever becomes free. */
public enum WaitReason {
  /** No node with a valid lease has the type of the job and serves its mode. */
  NO_NODE
}
