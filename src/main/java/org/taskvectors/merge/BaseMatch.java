package org.taskvectors.merge;

import java.util.Optional;
import org.taskvectors.vector.Identity;

/// Whether a vector was put onto the base that it is a change of.
///
/// @param vector the vector's name
/// @param recorded the base that its metadata name; empty where none is recorded
/// @param applied the base that it was put onto
public record BaseMatch(String vector, Optional<Identity> recorded, Identity applied) {
    /// How much is known.
    public enum Kind {
        /// The recorded fingerprint is that of the base.
        SAME,
        /// The recorded fingerprint is another one's.
        OTHER,
        /// None is recorded: names and shapes agree.
        BY_NAMES
    }

    /// How much is known.
    public Kind kind() {
        return recorded.map(
                        base ->
                                base.fingerprint().equals(applied.fingerprint())
                                        ? Kind.SAME
                                        : Kind.OTHER)
                .orElse(Kind.BY_NAMES);
    }

    /// What is known, as a sentence without its full stop.
    public String sentence() {
        return switch (kind()) {
            case SAME -> applied.name() + " is the base that " + vector + " was extracted from";
            case OTHER ->
                    applied.name()
                            + " is not the base that "
                            + vector
                            + " was extracted from ("
                            + recorded.map(Identity::name).orElse("")
                            + ", another fingerprint): names and shapes agree";
            case BY_NAMES ->
                    vector
                            + " does not record the base that it was made from: names and shapes"
                            + " agree with "
                            + applied.name();
        };
    }
}
