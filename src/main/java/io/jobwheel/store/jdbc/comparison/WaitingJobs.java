package io.jobwheel.store.jdbc.comparison;

import io.jobwheel.store.jdbc.JdbcPauses;
import io.jobwheel.store.jdbc.row.CapabilitiesJson;
import io.jobwheel.store.jdbc.row.JobRow;
import io.jobwheel.store.pause.PauseKind;
import io.jobwheel.store.query.FleetCapabilities;
import io.jobwheel.store.sql.StoreReader;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Finds out whether jobs wait for a slot, rather than for the end of a pause or for a node. */
final class WaitingJobs {

  /** The kind of the rows that describe nodes, instead of a mode. */
  private static final String NODE = "";

  private record TypeInMode(String mode, String type) {}

  private WaitingJobs() {}

  /** Returns whether at least one such job exists. */
  static boolean exist(StoreReader reader) {
    List<TypeInMode> waiting = new ArrayList<>();
    List<@Nullable String> capabilities = new ArrayList<>();
    var _ =
        reader.list(
            sql(reader.dialect().nowMicros()),
            _ -> {},
            row -> {
              String mode = row.getString(1);
              if (mode.equals(NODE)) {
                capabilities.add(row.getString(2));
              } else {
                waiting.add(new TypeInMode(mode, row.getString(2)));
              }
              return null;
            });
    FleetCapabilities fleet = CapabilitiesJson.read(capabilities);
    return waiting.stream().anyMatch(job -> fleet.canRun(job.type(), JobRow.mode(job.mode())));
  }

  /** One statement, and therefore one snapshot. */
  private static String sql(String now) {
    return """
    SELECT DISTINCT mode, type FROM job
    WHERE state = 'QUEUED' AND type NOT IN (%s)
      AND (submitter IS NULL OR submitter NOT IN (%s))
    UNION ALL
    SELECT DISTINCT '%s', capabilities FROM node WHERE lease_until > %s
    """
        .formatted(
            JdbcPauses.namesOf(PauseKind.TYPE, now),
            JdbcPauses.namesOf(PauseKind.SUBMITTER, now),
            NODE,
            now);
  }
}
