package io.jobwheel.api.pause;

import io.jobwheel.api.problem.BadParameterException;
import io.jobwheel.api.security.SubmitterNames;
import io.jobwheel.handler.JobType;
import io.jobwheel.store.pause.PauseKind;
import io.jobwheel.store.pause.PauseTarget;

/** Reads targets in paths, such as {@code type:http} and {@code submitter:shop}. */
final class PauseTargetReader {

  private static final String PARAMETER = "target";

  private PauseTargetReader() {}

  /** Returns the target; its name need not exist. */
  static PauseTarget read(String text) {
    int colon = text.indexOf(':');
    PauseKind kind =
        PauseKind.named(colon < 0 ? text : text.substring(0, colon))
            .orElseThrow(() ->
                new BadParameterException(
                    PARAMETER,
                    "must be a kind, one of %s, a colon and a name"
                        .formatted(PauseKind.wireNames())));
    String name = colon < 0 ? "" : text.substring(colon + 1);
    boolean valid =
        switch (kind) {
          case TYPE -> JobType.isName(name);
          case SUBMITTER -> SubmitterNames.isValid(name);
        };
    if (!valid) {
      throw new BadParameterException(
          PARAMETER,
          switch (kind) {
            case TYPE ->
                "must name a job type: lower-case letters, digits and dashes, at most 63"
                    + " characters";
            case SUBMITTER ->
                "must name a submitter: a key, or 'token:' and the subject of a token, at most 200"
                    + " characters";
          });
    }
    return new PauseTarget(kind, name);
  }
}
