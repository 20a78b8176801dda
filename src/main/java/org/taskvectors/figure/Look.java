package org.taskvectors.figure;

/// How a series looks: like one of the vectors, or like what belongs to no vector.
///
/// @param kind what it belongs to
/// @param index the vector's place in the list of vectors, or a number among those of its kind,
///   from 0; it chooses dash and marker, and the colour of a vector
/// @param open whether its markers are hollow and its line is finely dashed: a second series of the
///   same vector
public record Look(Kind kind, int index, boolean open) {
    /// What a series belongs to.
    public enum Kind {
        /// One of the vectors, in its colour.
        VECTOR,
        /// No vector: in the colour of text.
        INK,
        /// The base model: grey.
        BASE,
        /// The edited model: in the accent.
        EDITED
    }

    public Look {
        if (index < 0) {
            throw new IllegalArgumentException("a look with the number " + index);
        }
    }

    /// The colour, dash and marker that a vector has in every figure.
    public static Look vector(int vector) {
        return new Look(Kind.VECTOR, vector, false);
    }

    /// Ink, for a data set that no vector was trained on.
    ///
    /// @param number tells several of them apart by dash and marker, from 0
    public static Look ink(int number) {
        return new Look(Kind.INK, number, false);
    }

    public static Look base() {
        return new Look(Kind.BASE, 0, false);
    }

    public static Look edited() {
        return new Look(Kind.EDITED, 1, false);
    }

    /// The same with hollow markers.
    public Look opened() {
        return new Look(kind, index, true);
    }
}
