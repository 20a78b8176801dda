package org.taskvectors.hub;

/// What all repositories of a hub together may hold of what is fetched ahead, and how it is
/// fetched.
///
/// @param budget bytes that are held or on their way
/// @param longest bytes of one range
/// @param gap bytes between two parts that are fetched along rather than asked around
/// @param connections ranges on their way at a time
record ReadSize(long budget, long longest, long gap, int connections) {
    static final ReadSize USUAL = new ReadSize(64L << 20, 4L << 20, 256L << 10, 8);
}
