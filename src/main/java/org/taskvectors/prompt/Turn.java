package org.taskvectors.prompt;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/// One turn of a chat, as chat templates get them.
///
/// @param role who speaks
/// @param text of the message
public record Turn(Role role, String text) {
    /// Who speaks.
    public enum Role {
        SYSTEM,
        USER,
        ASSISTANT;

        /// Returns its name in chat templates: `user`.
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /// Returns the turns of a question without an answer yet.
    ///
    /// @param system the system message; empty for none
    public static List<Turn> question(Optional<String> system, String user) {
        return Stream.concat(
                        system.map(text -> new Turn(Role.SYSTEM, text)).stream(),
                        Stream.of(new Turn(Role.USER, user)))
                .toList();
    }
}
