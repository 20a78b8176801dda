package org.taskvectors.extraction;

import java.io.IOException;
import java.util.Set;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.Tied;
import org.taskvectors.checkpoint.naming.Naming;
import org.taskvectors.vector.Repeats;

/// Names of a pair, with embedding and head as one weight on a side that stores both and does not
/// say that they are one, as a bare file does: where the other side says so, or neither says
/// anything, and both hold equal numbers, which is read.
///
/// @param base the base's naming
/// @param tuned the fine-tuned side's naming
record OneWeight(Naming base, Naming tuned) {
    /// @throws IOException if one of the sides cannot be read
    static OneWeight of(Checkpoint base, Checkpoint tuned) throws IOException {
        Naming from = Naming.of(base);
        Naming to = Naming.of(tuned);
        if (isOne(from)) {
            return new OneWeight(from, with(tuned, to, Repeats.of(tuned, to, base, from)));
        }
        boolean isSilent =
                base.about().config().isEmpty()
                        && tuned.about().config().isEmpty()
                        && !to.embeddingAndHead().isEmpty();
        if (from.embeddingAndHead().isEmpty() || !(isOne(to) || isSilent)) {
            return new OneWeight(from, to);
        }
        Tied inBase = Repeats.of(base, from);
        Tied inTuned = isOne(to) || inBase.sets().isEmpty() ? Tied.NONE : Repeats.of(tuned, to);
        boolean isOneInBoth = isOne(to) || !inTuned.sets().isEmpty();
        return isOneInBoth
                ? new OneWeight(with(base, from, inBase), with(tuned, to, inTuned))
                : new OneWeight(from, to);
    }

    private static Naming with(Checkpoint side, Naming naming, Tied more) {
        return more.sets().isEmpty() ? naming : Naming.of(side, more);
    }

    /// Whether embedding and head are one weight.
    private static boolean isOne(Naming naming) {
        Set<String> pair = naming.embeddingAndHead();
        return naming.servesAsHead().isPresent()
                || (!pair.isEmpty()
                        && naming.tied().stream().anyMatch(names -> names.containsAll(pair)));
    }
}
