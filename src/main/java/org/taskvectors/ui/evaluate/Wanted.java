package org.taskvectors.ui.evaluate;

import java.util.List;
import org.taskvectors.evaluation.DataChoice;
import org.taskvectors.sandbox.Laid;

/// Everything that a person asked for with an evaluation, so that it can be asked again.
///
/// @param base the id of the base's item
/// @param vectors how the vectors are laid on it
/// @param data the files that are asked
/// @param how they are asked
public record Wanted(String base, List<Laid> vectors, List<DataChoice> data, How how) {
    public Wanted {
        vectors = List.copyOf(vectors);
        data = List.copyOf(data);
    }

    /// Whether another one asks for the same: what only names and ticks is no difference, and
    /// neither is λ where it is swept.
    public boolean isSame(Wanted other) {
        return base.equals(other.base)
                && how.equals(other.how)
                && laid(this).equals(laid(other))
                && plain(data).equals(plain(other.data));
    }

    private static List<Laid> laid(Wanted wanted) {
        return wanted.how.sweep().hasRange()
                ? wanted.vectors.stream().map(one -> one.withLambda(1)).toList()
                : wanted.vectors;
    }

    private static List<DataChoice> plain(List<DataChoice> data) {
        return data.stream().map(one -> one.withName("").withTicked(true)).toList();
    }
}
