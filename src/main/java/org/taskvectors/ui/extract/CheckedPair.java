package org.taskvectors.ui.extract;

import java.util.Optional;
import org.taskvectors.extraction.PairCheck;

/// A check of a pair, and what else had to be found out for it.
///
/// @param check what base and fine-tuned have in common
/// @param millis how long opening both and checking them took
/// @param free bytes that are free where the vector will be written; −1 where nobody can say
/// @param canWrite whether that folder takes files
/// @param exists whether the file is already there
/// @param tuned what the fine-tuned side is with its base at hand, where it is an adapter; empty
///   for a model, which the base does not change
public record CheckedPair(
        PairCheck check,
        long millis,
        long free,
        boolean canWrite,
        boolean exists,
        Optional<SideFacts> tuned) {

    /// Room for the header and the profile beside the weights.
    private static final long MARGIN = 1L << 20;

    /// Whether the fine-tuned side is an adapter, whose own change is written.
    public boolean isAdapter() {
        return tuned.isPresent();
    }

    /// Whether the disk holds what will be written.
    public boolean fits() {
        return free < 0 || check.bytesToWrite() + MARGIN <= free;
    }
}
