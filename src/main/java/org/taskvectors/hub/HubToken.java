package org.taskvectors.hub;

import java.util.Optional;

/// A person's token for a hub. It shows itself nowhere: only [HubRequests] takes its value, for the
/// hub's own host.
public final class HubToken {
    private static final int LONGEST = 4_096;

    private final String value;

    private HubToken(String value) {
        this.value = value;
    }

    /// Returns the token that a text is, without the white space around it.
    ///
    /// @return empty if the text is none: nothing, or more than one word
    public static Optional<HubToken> of(String text) {
        String value = text.strip();
        boolean isToken =
                !value.isEmpty()
                        && value.length() <= LONGEST
                        && value.chars().allMatch(c -> c > ' ' && c < 0x7F);
        return isToken ? Optional.of(new HubToken(value)) : Optional.empty();
    }

    /// Returns the value of the header that carries it.
    String header() {
        return "Bearer " + value;
    }

    @Override
    public String toString() {
        return "a token (not shown)";
    }
}
