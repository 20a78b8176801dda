package org.taskvectors.analysis;

import java.util.List;
import java.util.Optional;

/// Profiles of some tensors as bytes, for a process that goes on with what another measured.
public final class PackedProfiles {
    private PackedProfiles() {}

    /// Returns the bytes; the same profiles give the same.
    public static byte[] pack(List<TensorProfile> profiles) {
        return ProfileFormat.pack(
                List.of(),
                new Measurement(new VectorProfile(profiles, Optional.empty(), ""), List.of()));
    }

    /// Returns the profiles.
    ///
    /// @throws IllegalArgumentException if the bytes are damaged, or were measured by other rules
    public static List<TensorProfile> unpack(byte[] bytes) {
        return ProfileFormat.unpack(bytes, List.of()).profile().tensors();
    }
}
