package org.taskvectors.figure;

/// What a figure shows: numbers, what they are, and which vectors they belong to. A value; the same
/// record is drawn in a window, on paper, and written as a table.
public sealed interface Figure permits RangedFigure, MatrixFigure, ReliabilityFigure {
    /// What it shows, in words: the heading of its card and what the exported file says of itself.
    FigureSubject about();

    /// The same figure without the mark of what a person chose: as it is saved.
    Figure withoutChoice();
}
