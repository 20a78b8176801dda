package org.taskvectors.job;

/// How work that runs is brought to an early end by which nothing is lost.
///
/// @param pause asks the work to keep what it did so far, and then to end as if it was cancelled
/// @param keep asks the work to end with what it has, as if it was done
public record EarlyEnd(Runnable pause, Runnable keep) {}
