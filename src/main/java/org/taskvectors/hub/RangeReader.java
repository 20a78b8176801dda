package org.taskvectors.hub;

import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.taskvectors.file.Failure;
import org.taskvectors.job.Cancellation;
import org.taskvectors.job.CancelledException;

/// Reads ranges of files, each held to be of the file that was opened. What breaks off goes on
/// where it stood; a signed address that the hub gave serves the next ranges until it fails.
final class RangeReader {
    /// Servers that know no ranges send a whole file; of larger ones that would be for nothing.
    private static final long MOST_WHOLE = 4 << 20;

    /// What a connection has to bring, for its breaking not to count as one more failure.
    private static final long PROGRESS = 1 << 20;

    private static final int MOST_KNOWN = 10_000;
    private static final Pattern HASH = Pattern.compile("[0-9a-f]{40}|[0-9a-f]{64}");

    /// What the server that holds a file said of it.
    ///
    /// @param address signed, for a while; null where the hub itself holds the file
    /// @param tag of the file there; empty where it has none
    private record Known(@Nullable URI address, String tag) {}

    private final HubRequests requests;
    private final HubSettings settings;
    private final HubAddresses addresses;
    private final Map<HubFile, Known> known = new ConcurrentHashMap<>();

    RangeReader(HubRequests requests, HubSettings settings) {
        this.requests = requests;
        this.settings = settings;
        this.addresses = new HubAddresses(settings.endpoint());
    }

    /// Hands `length` bytes from `from` on to `sink`, in order and each of them once.
    ///
    /// @throws Failure with a [HubProblem]
    void read(HubFile file, long from, long length, Sink sink, Cancellation cancellation)
            throws IOException, CancelledException {
        if (from < 0 || length < 0 || from > file.size() - length) {
            throw new IllegalArgumentException(from + " + " + length + " of " + file);
        }
        Attempts attempts =
                new Attempts(settings.limits().patience(), requests.waits(), cancellation);
        Reading reading = new Reading(file, from, from + length, sink, cancellation);
        long counted = from;
        while (reading.at < reading.end) {
            try {
                reading.once();
            } catch (Passing e) {
                if (reading.at - counted >= PROGRESS) {
                    attempts.progressed();
                    counted = reading.at;
                }
                attempts.failed(e);
            }
        }
    }

    /// One range on its way.
    private final class Reading {
        private final HubFile file;
        private final HubName about;
        private final long end;
        private final Sink sink;
        private final Cancellation cancellation;
        private long at;

        Reading(HubFile file, long from, long end, Sink sink, Cancellation cancellation) {
            this.file = file;
            this.about = file.name();
            this.at = from;
            this.end = end;
            this.sink = sink;
            this.cancellation = cancellation;
        }

        void once() throws IOException, CancelledException {
            Known before = known.get(file);
            boolean isSigned = before != null && before.address() != null;
            URI address =
                    before != null && before.address() != null
                            ? before.address()
                            : addresses.resolve(file);
            Map<String, String> range = Map.of("Range", "bytes=" + at + "-" + (end - 1));
            long began = at;
            try (Answer answer = requests.get(address, range, about, cancellation)) {
                long skipped = check(answer, before);
                copy(answer, skipped);
            } catch (Failure e) {
                if (!isSigned || e.problem() != HubProblem.DAMAGED) {
                    throw e;
                }
                // What was signed for a while is asked for again.
                known.remove(file);
                throw new Passing(e, Optional.of(java.time.Duration.ZERO));
            } catch (Passing e) {
                if (isSigned && at == began && isOfConnection(e.failure())) {
                    // The server that it leads to may be gone; the hub knows where the file lies
                    // now. What another range was given meanwhile stays.
                    known.computeIfPresent(
                            file, (_, now) -> address.equals(now.address()) ? null : now);
                }
                throw e;
            }
        }

        private static boolean isOfConnection(Failure failure) {
            return failure.problem() == HubProblem.UNREACHABLE
                    || failure.problem() == HubProblem.STALLED
                    || failure.problem() == HubProblem.SHORT;
        }

        /// Holds what an answer says of itself to what was asked for.
        ///
        /// @return how many of its bytes come before those that are wanted
        private long check(Answer answer, @Nullable Known before) throws Failure {
            if (answer.header("Content-Encoding")
                    .filter(one -> !one.equals("identity"))
                    .isPresent()) {
                throw damaged("it was encoded, which was not asked for");
            }
            requireSame(answer, before);
            if (answer.status() == 206) {
                Answer.Span span =
                        answer.span()
                                .orElseThrow(() -> damaged("it does not say which bytes it holds"));
                if (span.total() != file.size()) {
                    throw changed(
                            "it has "
                                    + span.total()
                                    + " bytes, and had "
                                    + file.size()
                                    + " when it was listed");
                }
                if (span.first() != at || span.last() < at || span.last() >= end) {
                    throw damaged("it holds other bytes than were asked for");
                }
                return 0;
            }
            if (answer.length().isPresent() && answer.length().getAsLong() != file.size()) {
                throw changed(
                        "it has "
                                + answer.length().getAsLong()
                                + " bytes, and had "
                                + file.size()
                                + " when it was listed");
            }
            boolean isPart = at > 0 || end < file.size();
            if (isPart && file.size() > MOST_WHOLE) {
                throw damaged("it is the whole file, where a part was asked for");
            }
            return at;
        }

        /// Holds the file's tag and commit to what the list of files said, or else to what was said
        /// before.
        private void requireSame(Answer answer, @Nullable Known before) throws Failure {
            String commit = file.repository().revisionOrMain();
            if (answer.hubHeader("X-Repo-Commit").filter(one -> !one.equals(commit)).isPresent()) {
                throw changed("the hub has another commit of it");
            }
            Optional<String> linkedTag = answer.hubHeader("X-Linked-ETag").map(RangeReader::tag);
            Optional<String> linkedSize = answer.hubHeader("X-Linked-Size");
            boolean isHubs =
                    answer.linked() == null && Origin.of(answer.address()).equals(requests.hub());
            String own = answer.header("ETag").map(RangeReader::tag).orElse("");
            Optional<String> said = isHubs && linkedTag.isEmpty() ? Optional.of(own) : linkedTag;
            if (said.filter(one -> HASH.matcher(one).matches() && !isOf(one)).isPresent()
                    || linkedSize
                            .filter(one -> !one.equals(Long.toString(file.size())))
                            .isPresent()) {
                throw changed("it is another file than the one that was listed");
            }
            if (before != null
                    && !own.isEmpty()
                    && !before.tag().isEmpty()
                    && !own.equals(before.tag())) {
                throw changed("it was replaced while it was read");
            }
            if (known.size() >= MOST_KNOWN) {
                known.clear();
            }
            known.put(
                    file,
                    new Known(
                            isHubs || Origin.of(answer.address()).equals(requests.hub())
                                    ? null
                                    : answer.address(),
                            own.isEmpty() && before != null ? before.tag() : own));
        }

        private boolean isOf(String tag) {
            return tag.equals(file.oid()) || tag.equals(file.sha256().orElse(""));
        }

        private void copy(Answer answer, long skipped) throws IOException, CancelledException {
            long skip = skipped;
            while (at < end) {
                ByteBuffer bytes = next(answer);
                if (bytes == null) {
                    throw new Passing(
                            Refusals.of(
                                    HubProblem.SHORT,
                                    about,
                                    "the answer ended at byte " + at + " of " + end),
                            Optional.empty());
                }
                int past = (int) Math.min(skip, bytes.remaining());
                bytes.position(bytes.position() + past);
                skip -= past;
                int taken = (int) Math.min(bytes.remaining(), end - at);
                if (taken > 0) {
                    bytes.limit(bytes.position() + taken);
                    write(bytes);
                    at += taken;
                }
            }
        }

        private @Nullable ByteBuffer next(Answer answer) throws IOException, CancelledException {
            try {
                return answer.body().next(settings.limits().patience(), cancellation);
            } catch (java.nio.channels.ClosedByInterruptException e) {
                throw e;
            } catch (IOException e) {
                throw requests.failure(e, answer.address(), about);
            }
        }

        /// What goes wrong where the bytes go to is not the hub's, and is not tried again.
        private void write(ByteBuffer bytes) throws IOException, CancelledException {
            sink.write(bytes);
        }

        private Failure damaged(String what) {
            return Refusals.of(HubProblem.DAMAGED, about, "the answer cannot be used: " + what);
        }

        private Failure changed(String what) {
            return Refusals.of(HubProblem.CHANGED, about, what);
        }
    }

    /// A tag without its quotes, and without the mark of a weak one.
    private static String tag(String header) {
        String text = header.strip();
        String strong = text.startsWith("W/") ? text.substring(2) : text;
        return strong.length() >= 2 && strong.startsWith("\"") && strong.endsWith("\"")
                ? strong.substring(1, strong.length() - 1)
                : strong;
    }
}
