package io.jobwheel.api.node;

import static org.springframework.http.MediaType.APPLICATION_JSON_VALUE;

import io.jobwheel.api.ItemList;
import io.jobwheel.dispatch.FleetView;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** Serves what the nodes of the store have published, and what this node does. */
@RestController
public final class NodesController {

  private final FleetView fleet;

  NodesController(FleetView fleet) {
    this.fleet = fleet;
  }

  @GetMapping(path = "/api/v1/nodes", produces = APPLICATION_JSON_VALUE)
  ItemList<FleetNodeDocument> list() {
    return new ItemList<>(fleet.nodes().stream().map(FleetNodeDocument::of).toList());
  }
}
