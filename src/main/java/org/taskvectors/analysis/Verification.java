package org.taskvectors.analysis;

import java.util.List;

/// What came of reading a vector again.
///
/// @param measurement what is true of it
/// @param wasKept whether there was something kept to compare with
/// @param differences in what it differed from what was kept, in sentences without a full stop;
///   empty where in nothing
public record Verification(Measurement measurement, boolean wasKept, List<String> differences) {
    public Verification {
        differences = List.copyOf(differences);
    }
}
