package org.taskvectors.hub;

import java.io.IOException;
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
            Pattern.compile("(?i)bearer(?:\\s|%20|[:=+])+\\S+|\\b(?:hf|api)(?:_|%5f)[\\w%.-]+");

    private static final int MOST_DIGITS = 9;
    private static final Duration LONGEST_PAUSE = Duration.ofDays(36_500);

    private Refusals() {}

    /// Returns a failure with its usual advice.
    ///
    /// @param about the model or the file that was asked for
    static Failure of(HubProblem problem, HubName about, String what) {
        return Failure.of(problem, null, what, problem.advice()).at(about.text());
    }

    /// Returns the failure of an answer that is not what a hub answers.
    static Failure unusable(HubName about, String what) {
        return of(HubProblem.DAMAGED, about, "the hub's answer cannot be used: " + what);
    }

    /// Returns what an answer means that is no success: a [Passing] where it may pass.
    static IOException of(Answer answer, HubName about, Optional<HubToken> token, Origin hub) {
        int status = answer.status();
        String said =
                answer.header("X-Error-Message").map(text -> ": " + said(text, token)).orElse("");
        Origin origin = Origin.of(answer.address());
        // A redirect chose it, who may have put anything into it.
        String server = said(origin.host(), token);
        if (status == 407) {
            return proxyLogin(about);
        }
        if (status == 429) {
            return new Passing(
                    of(
                            HubProblem.THROTTLED,
                            about,
                            server + " takes no more requests for now (429)" + said),
                    pause(answer.headers()));
        }
        if ((status >= 500 && status < 600) || status == 408) {
            return new Passing(
                    of(HubProblem.SERVER, about, server + outOfOrder(status) + said),
                    pause(answer.headers()));
        }
        if (!origin.equals(hub)) {
            return of(
                    HubProblem.DAMAGED,
                    about,
                    server + ", which holds the file, answered " + status + said);
        }
        boolean hasToken = token.isPresent();
        return switch (answer.header("X-Error-Code").orElse("")) {
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

    private static String outOfOrder(int status) {
        return switch (status) {
            case 408 -> " did not get the request in time (408)";
            case 502, 504 -> " gets no answer from a server behind it (" + status + ")";
            case 503 -> " is overloaded, or closed for a while (503)";
            default -> " failed (" + status + ")";
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
            case 402 -> of(HubProblem.NO_ACCESS, about, server + " wants to be paid (402)" + said);
            case 403 -> of(HubProblem.NO_ACCESS, about, server + " does not allow it (403)" + said);
            case 404, 410 ->
                    about.file().isPresent() ? noFile(about) : noRepository(about, hasToken);
            case 416 -> of(HubProblem.CHANGED, about, "the file is shorter than it was (416)");
            case 451 ->
                    Failure.of(
                                    HubProblem.NO_ACCESS,
                                    null,
                                    server + " may not hand it out, for legal reasons (451)" + said,
                                    "")
                            .at(about.text());
            default -> of(HubProblem.DAMAGED, about, server + odd(status) + said);
        };
    }

    private static String odd(int status) {
        if (status >= 400 && status < 500) {
            return " refuses the request (" + status + ")";
        }
        return status >= 200 && status < 400
                ? " answered " + status + ", which is no answer to what was asked for"
                : " answered " + status + ", which is no status of HTTP";
    }

    /// Returns the failure of a proxy that asks for a password.
    static Failure proxyLogin(HubName about) {
        return Failure.of(
                        HubProblem.UNREACHABLE,
                        null,
                        "the proxy asks for a login (407)",
                        "This program cannot log in to a proxy. Name one in HTTPS_PROXY that asks"
                                + " for no login, or set NO_PROXY")
                .at(about.text());
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

    /// Returns what a server says, which may hold anything, without a full stop at its end.
    ///
    /// @param token that was sent along: a server that sends back what it was sent is not to print
    ///   it
    static String said(String text, Optional<HubToken> token) {
        if (token.filter(one -> one.isIn(text)).isPresent()) {
            return "(what it says holds the token, and is not shown)";
        }
        String shown = Shown.of(SECRET.matcher(text.strip()).replaceAll("…"));
        return shown.endsWith(".") ? shown.substring(0, shown.length() - 1) : shown;
    }

    /// Returns how long a server asks to wait, in seconds or until a time.
    static Optional<Duration> pause(HttpHeaders headers) {
        String text = headers.firstValue("Retry-After").orElse("").strip();
        if (text.matches("\\d+")) {
            // More digits than a number has mean for ever.
            return Optional.of(
                    text.length() > MOST_DIGITS
                            ? LONGEST_PAUSE
                            : Duration.ofSeconds(Long.parseLong(text)));
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
            // A time that is over says nothing of how long.
            return until.isNegative() ? Optional.empty() : Optional.of(until);
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }
}
