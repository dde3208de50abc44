package io.jobwheel.execution;

import java.lang.reflect.Proxy;

/**
 * The signal by which supervisors ask all processes of a service to end at once. A child leaves the
 * decision to the service, whose jobs go on until it has drained.
 *
 * <p>It handles the signal and does not have it ignored, as a shell's {@code trap ''} would: that
 * would be inherited by the programs that bodies start, which could not be asked to end then. The
 * JDK has no public type for it; this one is reached by its name, since the compiler warns of it.
 */
final class TermSignal {

  private TermSignal() {}

  /** From now on it does nothing to this process. */
  static void disregard() throws ReflectiveOperationException {
    Class<?> signal = Class.forName("sun.misc.Signal");
    Class<?> handler = Class.forName("sun.misc.SignalHandler");
    Object nothing =
        Proxy.newProxyInstance(
            handler.getClassLoader(), new Class<?>[] {handler}, (proxy, method, given) -> null);
    Object term = signal.getConstructor(String.class).newInstance("TERM");
    var _ = signal.getMethod("handle", signal, handler).invoke(null, term, nothing);
  }
}
