package org.taskvectors.checkpoint;

import java.nio.file.Path;
import java.util.Locale;
import org.taskvectors.file.Failure;

/// The most tensors of one file, index or checkpoint. The largest models known have some 143,000
/// (Kimi K2 with its scales, in shards of some hundreds each); what says more is refused by its
/// count, before memory is spent on it.
public final class TensorCount {
    /// The most tensors.
    public static final int MOST = 200_000;

    private TensorCount() {}

    /// Checks a count, or as much of it as was counted.
    ///
    /// @param isExact whether there are no more than these
    /// @throws Failure if there are too many
    public static void require(Path file, long count, boolean isExact) throws Failure {
        if (count > MOST) {
            throw Failure.of(
                    CheckpointProblem.TOO_MANY_TENSORS,
                    file,
                    String.format(
                            Locale.ROOT,
                            isExact
                                    ? "it says that it has %,d tensors, more than any model has (at"
                                            + " most %,d are read)"
                                    : "it has more than %2$,d tensors, more than any model has",
                            count,
                            MOST),
                    "This is no model, or the file is damaged");
        }
    }
}
