package org.taskvectors.figure;

import java.util.List;
import java.util.Optional;

/// Which of many lines stand out. All others are grey, and there is no legend: names stand at the
/// ends of the lines that stand out and of the outermost ones.
///
/// @param chosen indexes of the series that a person chose
/// @param hovered index of the series under the pointer
public record Emphasis(List<Integer> chosen, Optional<Integer> hovered) {
    /// More lines than these cannot be told apart by colour, dash and marker.
    public static final int MOST_TOLD_APART = 8;

    public Emphasis {
        chosen = List.copyOf(chosen);
    }

    /// No line stands out.
    public static Emphasis none() {
        return new Emphasis(List.of(), Optional.empty());
    }

    boolean holds(int series) {
        return isHovered(series) || chosen.contains(series);
    }

    boolean isHovered(int series) {
        return hovered.filter(one -> one == series).isPresent();
    }
}
