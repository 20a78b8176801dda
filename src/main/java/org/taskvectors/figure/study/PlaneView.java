package org.taskvectors.figure.study;

/// What the plane shows.
///
/// @param index of a task, or [#MEAN] or [#INTERPLAY]
/// @param word in the segment
public record PlaneView(int index, String word) {
    /// The mean accuracy over the tasks.
    public static final int MEAN = -1;

    /// How much the vectors disturb each other.
    public static final int INTERPLAY = -2;
}
