package io.kmig.core.error;

/**
 * One thing that is wrong.
 *
 * @param code the stable code
 * @param observed what was seen, with names and numbers
 * @param unchanged what was not touched because of it
 * @param remedy what to do, as a runnable command where there is one
 */
public record Problem(ErrorCode code, String observed, String unchanged, String remedy) {}
