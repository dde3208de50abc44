package io.jobwheel.handler.http;

import java.io.IOException;

/** The bodies that calls keep at the moment leave no {@link BodyRoom} for one more. */
final class NoRoomException extends IOException {

  NoRoomException() {
    super("no room for the body of the response");
  }
}
