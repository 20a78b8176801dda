package org.taskvectors.hub;

import java.io.Closeable;
import java.net.URI;
import java.net.http.HttpHeaders;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// An answer whose bytes have not been read yet.
///
/// @param address what was asked last, after redirects
/// @param linked what the hub itself said where it handed the request on to another server
record Answer(int status, URI address, HttpHeaders headers, Body body, @Nullable HttpHeaders linked)
        implements Closeable {
    private static final Pattern RANGE =
            Pattern.compile("bytes (\\d{1,18})-(\\d{1,18})/(\\d{1,18})");

    /// The span that an answer holds.
    ///
    /// @param last the position of its last byte
    /// @param total the size of the whole file
    record Span(long first, long last, long total) {}

    Optional<String> header(String name) {
        return headers.firstValue(name);
    }

    /// Returns a header that the hub itself sent, or else the server that holds the file.
    Optional<String> hubHeader(String name) {
        return linked == null
                ? headers.firstValue(name)
                : linked.firstValue(name).or(() -> headers.firstValue(name));
    }

    /// Returns the length that is announced.
    OptionalLong length() {
        Optional<String> text = header("Content-Length").filter(one -> one.matches("\\d{1,18}"));
        return text.isPresent()
                ? OptionalLong.of(Long.parseLong(text.get()))
                : OptionalLong.empty();
    }

    Optional<Span> span() {
        Matcher matcher = RANGE.matcher(header("Content-Range").orElse("").strip());
        return matcher.matches()
                ? Optional.of(
                        new Span(
                                Long.parseLong(matcher.group(1)),
                                Long.parseLong(matcher.group(2)),
                                Long.parseLong(matcher.group(3))))
                : Optional.empty();
    }

    @Override
    public void close() {
        body.close();
    }
}
