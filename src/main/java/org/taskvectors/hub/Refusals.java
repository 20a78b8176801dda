package org.taskvectors.hub;

import java.net.http.HttpHeaders;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.taskvectors.file.Failure;
import org.taskvectors.file.Shown;

/// What a hub's refusals mean, and what a person can do.
final class Refusals {
    private static final Pattern SECRET =
            Pattern.compile("(?i)bearer\\s+\\S+|\\bhf_\\w+|\\bapi_\\w+");

    private Refusals() {}

    /// Returns a failure with its usual advice.
    ///
    /// @param about the model or the file that was asked for
    static Failure of(HubProblem problem, HubName about, String what) {
        return Failure.of(problem, null, what, problem.advice()).at(about.text());
    }

    /// Returns what an answer means that is no success: a [Passing] where it may pass.
    static Exception of(Answer answer, HubName about, boolean hasToken, Origin hub) {
        int status = answer.status();
        String said = answer.header("X-Error-Message").map(text -> ": " + trimmed(text)).orElse("");
        String code = answer.header("X-Error-Code").orElse("");
        Origin origin = Origin.of(answer.address());
        String server = origin.host();
        if (status == 429) {
            return new Passing(
                    of(
                            HubProblem.THROTTLED,
                            about,
                            server + " takes no more requests for now (429)" + said),
                    pause(answer.headers()));
        }
        if (status >= 500 || status == 408) {
            return new Passing(
                    of(HubProblem.SERVER, about, server + " failed (" + status + ")" + said),
                    pause(answer.headers()));
        }
        if (!origin.equals(hub)) {
            return of(
                    HubProblem.DAMAGED,
                    about,
                    server + ", which holds the file, answered " + status);
        }
        return switch (code) {
            case "RepoNotFound" -> noRepository(about, hasToken);
            case "RevisionNotFound" ->
                    of(
                            HubProblem.NOT_FOUND,
                            about,
                            "the model has no revision " + Shown.of(about.revisionOrMain()));
            case "EntryNotFound" -> noFile(about);
            case "GatedRepo" -> gated(about, said);
            default -> byStatus(status, about, said, hasToken, server);
        };
    }

    private static Failure byStatus(
            int status, HubName about, String said, boolean hasToken, String server) {
        return switch (status) {
            case 401 ->
                    of(
                            HubProblem.NO_ACCESS,
                            about,
                            hasToken
                                    ? server + " does not accept the token (401)" + said
                                    : "it is not open to everyone, or is not there (401)" + said);
            case 403 -> of(HubProblem.NO_ACCESS, about, server + " does not allow it (403)" + said);
            case 404, 410 ->
                    about.file().isPresent() ? noFile(about) : noRepository(about, hasToken);
            case 407 -> of(HubProblem.UNREACHABLE, about, "the proxy asks for a password (407)");
            case 416 -> of(HubProblem.CHANGED, about, "the file is shorter than it was (416)");
            default -> of(HubProblem.DAMAGED, about, server + " answered " + status + said);
        };
    }

    private static Failure noRepository(HubName about, boolean hasToken) {
        return of(
                HubProblem.NOT_FOUND,
                about,
                "there is no model of that name on the hub, or it is private and "
                        + (hasToken ? "the token may not read it" : "there is no token"));
    }

    private static Failure noFile(HubName about) {
        return Failure.of(
                        HubProblem.NOT_FOUND,
                        null,
                        "the model has no such file at this revision",
                        "Check the name, or open it again if it was changed meanwhile")
                .at(about.text());
    }

    private static Failure gated(HubName about, String said) {
        return of(HubProblem.GATED, about, "its owners let in who accepted their terms" + said);
    }

    /// What a server says may hold anything, and ends with a full stop or not.
    private static String trimmed(String text) {
        // A server that sends back what it was sent is not to print the person's token.
        String shown = Shown.of(SECRET.matcher(text.strip()).replaceAll("…"));
        return shown.endsWith(".") ? shown.substring(0, shown.length() - 1) : shown;
    }

    /// Returns how long a server asks to wait, in seconds or until a time.
    static Optional<Duration> pause(HttpHeaders headers) {
        String text = headers.firstValue("Retry-After").orElse("").strip();
        if (text.matches("\\d{1,9}")) {
            return Optional.of(Duration.ofSeconds(Long.parseLong(text)));
        }
        try {
            Duration until =
                    Duration.between(
                            Instant.now(),
                            ZonedDateTime.parse(
                                            text,
                                            DateTimeFormatter.RFC_1123_DATE_TIME.withLocale(
                                                    Locale.ROOT))
                                    .toInstant());
            return Optional.of(until.isNegative() ? Duration.ZERO : until);
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }
}
