package org.taskvectors.hub;

import java.time.Duration;

/// How long a hub is waited for, and how much of it is taken.
///
/// @param connect until a connection stands
/// @param headers until an answer begins
/// @param stall how long no byte may come
/// @param retries how often a request is repeated that failed for a reason that passes
/// @param firstWait before the first repetition; twice as long before each further one
/// @param longestWait before a repetition, also where the server asks for more
/// @param answerBytes of one answer that describes a repository
/// @param files of one repository
/// @param pages of one list of files
public record HubLimits(
        Duration connect,
        Duration headers,
        Duration stall,
        int retries,
        Duration firstWait,
        Duration longestWait,
        int answerBytes,
        int files,
        int pages) {
    /// What a person's connection needs.
    public static final HubLimits USUAL =
            new HubLimits(
                    Duration.ofSeconds(15),
                    Duration.ofSeconds(30),
                    Duration.ofSeconds(30),
                    6,
                    Duration.ofSeconds(1),
                    Duration.ofSeconds(90),
                    16 << 20,
                    100_000,
                    1_000);
}
