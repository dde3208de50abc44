package planted.jobwheel.dispatch;

/** A record whose constructor has one parameter more than is allowed. */
public record TenPositions(int a, int b, int c, int d, int e, int f, int g, int h, int i, int j) {}
