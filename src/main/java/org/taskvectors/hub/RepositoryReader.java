package org.taskvectors.hub;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.taskvectors.file.Failure;
import org.taskvectors.job.Cancellation;
import org.taskvectors.job.CancelledException;

/// Asks what a revision means and which files it has: two answers, or as many more as a long list
/// has pages.
final class RepositoryReader {
    private static final Pattern NEXT = Pattern.compile("<([^<>]+)>\\s*;\\s*rel=\"?next\"?");

    private final HubRequests requests;
    private final HubSettings settings;
    private final HubName name;
    private final Cancellation cancellation;
    private final HubJson json;
    private final long end;

    RepositoryReader(
            HubRequests requests, HubSettings settings, HubName name, Cancellation cancellation) {
        this.requests = requests;
        this.settings = settings;
        this.name = name;
        this.cancellation = cancellation;
        this.json = new HubJson(name);
        this.end = System.nanoTime() + settings.limits().patience().list().toNanos();
    }

    HubRepository read() throws IOException, CancelledException {
        HubAddresses addresses = new HubAddresses(settings.endpoint());
        // A commit means itself.
        String commit =
                name.isPinned()
                        ? name.revisionOrMain()
                        : json.commit(ask(addresses.revision(name)).text());
        ListedFiles files = new ListedFiles(name.at(commit), settings.limits());
        Set<URI> pages = new HashSet<>();
        Optional<URI> page = Optional.of(addresses.tree(name, commit));
        while (page.isPresent()) {
            if (!pages.add(page.get())) {
                throw Refusals.unusable(name, "the list of files leads back to where it was");
            }
            if (pages.size() > settings.limits().pages()) {
                throw tooLarge(
                        "the list of files has more than " + settings.limits().pages() + " pages");
            }
            Page answer = ask(page.get());
            for (HubJson.Entry entry : json.entries(answer.text(), settings.limits().entries())) {
                files.add(entry);
            }
            page = answer.next();
        }
        return new HubRepository(name, commit, files.files(), files.leftOut());
    }

    /// One answer.
    ///
    /// @param next where the list goes on
    private record Page(String text, Optional<URI> next) {}

    private Page ask(URI address) throws IOException, CancelledException {
        Attempts attempts =
                new Attempts(settings.limits().patience(), requests.waits(), cancellation);
        while (true) {
            try {
                return askOnce(address);
            } catch (Passing e) {
                if (e.failure().problem() == HubProblem.UNREACHABLE) {
                    // A person waits, and sees sooner than the program what is wrong.
                    throw e.failure();
                }
                requireTime();
                attempts.failed(e);
            }
        }
    }

    private Page askOnce(URI address) throws IOException, CancelledException {
        int most = settings.limits().answerBytes();
        try (Answer answer = requests.get(address, Map.of(), name, cancellation)) {
            if (answer.length().isPresent() && answer.length().getAsLong() > most) {
                throw tooLarge("what the hub says of it is larger than it may be");
            }
            ByteArrayOutputStream text = new ByteArrayOutputStream();
            while (true) {
                ByteBuffer bytes;
                try {
                    requireTime();
                    bytes = answer.body().next(settings.limits().patience(), cancellation);
                } catch (Failure e) {
                    throw e;
                } catch (IOException e) {
                    throw requests.failure(e, answer.address(), name);
                }
                if (bytes == null) {
                    return new Page(text.toString(StandardCharsets.UTF_8), next(answer));
                }
                if (text.size() + bytes.remaining() > most) {
                    throw tooLarge("what the hub says of it is larger than it may be");
                }
                byte[] copy = new byte[bytes.remaining()];
                bytes.get(copy);
                text.writeBytes(copy);
            }
        }
    }

    /// What drips as fast as a slow connection carries is no stall, and may have no end.
    private void requireTime() throws Failure {
        if (System.nanoTime() - end > 0) {
            throw Refusals.of(
                    HubProblem.STALLED,
                    name,
                    "the list of its files was not there after "
                            + Waits.words(settings.limits().patience().list()));
        }
    }

    private Optional<URI> next(Answer answer) throws Failure {
        for (String header : answer.headers().allValues("Link")) {
            Matcher matcher = NEXT.matcher(header);
            if (matcher.find()) {
                try {
                    URI next = answer.address().resolve(new URI(matcher.group(1)));
                    if (Origin.of(next).equals(requests.hub())) {
                        return Optional.of(next);
                    }
                } catch (URISyntaxException e) {
                    throw Refusals.unusable(name, "the list of files goes on at no address")
                            .causedBy(e);
                }
                throw Refusals.unusable(name, "the list of files goes on at another server");
            }
        }
        return Optional.empty();
    }

    private Failure tooLarge(String what) {
        return Refusals.of(HubProblem.TOO_LARGE, name, what);
    }
}
