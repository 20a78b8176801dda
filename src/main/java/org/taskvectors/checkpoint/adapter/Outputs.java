package org.taskvectors.checkpoint.adapter;

import java.util.List;
import java.util.function.LongUnaryOperator;
import java.util.stream.IntStream;

/// Where the rows of the factor B belong among the outputs of its module.
///
/// Old PEFT's grouped projection (MergedLinear, PEFT 0.1 and 0.2) cuts the outputs into equal
/// parts; only those that are enabled have rows in B and rows of their own in A.
///
/// torchtune and llama.cpp keep the rows of q and k as Meta does, the rotary pairs side by side;
/// Hugging Face keeps the two halves of each head one after the other. How many rows a head has
/// only the base says.
///
/// @param count how many outputs the module has
/// @param enabled which of the equal parts have factors; empty if the outputs are not cut
/// @param half half of the rows of a head, if the rows lie as Meta has them; 0 if they lie as the
///   base has them, [#UNKNOWN] until the base says it
record Outputs(long count, List<Boolean> enabled, long half) {
    static final long UNKNOWN = -1;

    Outputs {
        enabled = List.copyOf(enabled);
    }

    /// Returns outputs in the order of the rows of B.
    static Outputs of(long count) {
        return new Outputs(count, List.of(), 0);
    }

    /// Whether the base has to say how many heads there are.
    boolean needsHeads() {
        return half == UNKNOWN;
    }

    /// Returns the same outputs with that half of a head's rows.
    Outputs withHalf(long newHalf) {
        return new Outputs(count, enabled, newHalf);
    }

    /// Returns the places of the enabled parts among all; one part if the outputs are not cut.
    private List<Integer> places() {
        return enabled.isEmpty()
                ? List.of(0)
                : IntStream.range(0, enabled.size()).filter(enabled::get).boxed().toList();
    }

    /// Returns the function from a row of B to its output.
    LongUnaryOperator fromRow() {
        List<Integer> places = places();
        long part = enabled.isEmpty() ? count : count / enabled.size();
        return row -> {
            long output = places.get((int) (row / part)) * part + row % part;
            return half > 0 ? turned(output) : output;
        };
    }

    /// Row 2·i + s of a head in Meta's order is row s·half + i in Hugging Face's.
    private long turned(long row) {
        long head = row / (2 * half);
        long within = row % (2 * half);
        return 2 * half * head + (within % 2) * half + within / 2;
    }

    /// Returns the part that a row of B belongs to, counted among the enabled ones.
    int part(long row) {
        return enabled.isEmpty() ? 0 : (int) (row / (count / enabled.size()));
    }
}
