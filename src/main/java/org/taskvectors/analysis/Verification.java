package org.taskvectors.analysis;

import java.util.List;

/// The result of measuring a vector again.
///
/// @param measurement the new measurement
/// @param wasKept whether there was a kept measurement to compare with
/// @param differences the differences from the kept measurement, in sentences without full stops
public record Verification(Measurement measurement, boolean wasKept, List<String> differences) {
    public Verification {
        differences = List.copyOf(differences);
    }
}
