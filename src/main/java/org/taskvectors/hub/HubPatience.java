package org.taskvectors.hub;

import java.time.Duration;

/// How long a hub is waited for.
///
/// @param connect until a connection stands
/// @param headers until an answer begins, with all of its headers
/// @param stall how long no byte may come
/// @param window how long fewer than `windowBytes` may come, so that what drips is noticed too
/// @param windowBytes the least that has to come in a window
/// @param list until a whole list of files is there, with all of its pages and repetitions
/// @param retries how often a request is repeated that failed for a reason that passes
/// @param firstWait before the first repetition; twice as long before each further one
/// @param longestWait before a repetition; a server that asks for more is not waited for
/// @param whole how long one request is repeated, with its waits, while nothing comes of it
public record HubPatience(
        Duration connect,
        Duration headers,
        Duration stall,
        Duration window,
        int windowBytes,
        Duration list,
        int retries,
        Duration firstWait,
        Duration longestWait,
        Duration whole) {
    /// What a person's connection needs: the slowest has 4 kB a second.
    public static final HubPatience USUAL =
            new HubPatience(
                    Duration.ofSeconds(15),
                    Duration.ofSeconds(30),
                    Duration.ofSeconds(30),
                    Duration.ofSeconds(60),
                    240_000,
                    Duration.ofMinutes(10),
                    6,
                    Duration.ofSeconds(1),
                    Duration.ofSeconds(90),
                    Duration.ofMinutes(5));
}
