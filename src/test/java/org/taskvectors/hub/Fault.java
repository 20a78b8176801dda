package org.taskvectors.hub;

import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;

/// Something that goes wrong with the next requests whose path holds a text.
///
/// @param part of the path
/// @param left how many requests are still answered wrongly
/// @param value what the kind needs: bytes, seconds, a status
record Fault(Kind kind, String part, AtomicInteger left, long value) {
    enum Kind {
        /// The connection closes after so many bytes.
        CUT,
        /// Nothing comes any more after so many bytes.
        STALL,
        /// No answer begins.
        SILENT,
        /// The whole is said to have so many bytes more than it has.
        TOTAL,
        /// Fewer bytes than asked for, honestly said: so many.
        FEWER,
        /// Other bytes than asked for: so many further on.
        OTHER,
        /// Another ETag.
        TAG,
        /// Another `X-Linked-ETag`.
        LINKED_TAG,
        /// A redirect to a third server.
        ELSEWHERE,
        /// A redirect to itself.
        LOOP,
        /// A header of so many bytes.
        HUGE_HEADER,
        /// A description of so many bytes.
        HUGE_JSON,
        /// 429, with so many seconds to wait.
        THROTTLE,
        /// That status.
        STATUS,
        /// The whole file instead of a part.
        WHOLE,
        /// So many bytes a second.
        SLOW,
        /// A description that never ends: so many bytes a second.
        DRIP,
        /// Refused with that status, and a sentence that holds what was sent as `Authorization`.
        ECHO,
        /// So many milliseconds before the answer.
        LATENCY,
        /// A list of files that leads back to itself.
        CYCLE,
        /// A list of files that goes on at another server.
        AWAY
    }

    static Fault of(Kind kind, String part, int times, long value) {
        return new Fault(kind, part, new AtomicInteger(times), value);
    }

    /// Reads `cut:safetensors:3:1000`: the kind, part of a path, how often, and the value.
    static Fault parse(String text) {
        String[] parts = text.split(":", -1);
        return of(
                Kind.valueOf(parts[0].toUpperCase(Locale.ROOT)),
                parts[1],
                Integer.parseInt(parts[2]),
                parts.length > 3 ? Long.parseLong(parts[3]) : 0);
    }

    boolean takes(String path) {
        return path.contains(part) && left.getAndUpdate(n -> Math.max(0, n - 1)) > 0;
    }
}
