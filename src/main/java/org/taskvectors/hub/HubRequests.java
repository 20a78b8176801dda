package org.taskvectors.hub;

import java.io.Closeable;
import java.io.IOException;
import java.net.ConnectException;
import java.net.ProtocolException;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.nio.file.ClosedFileSystemException;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.jspecify.annotations.Nullable;
import org.taskvectors.file.Failure;
import org.taskvectors.job.Cancellation;
import org.taskvectors.job.CancelledException;

/// Asks one question, along redirects, until an answer begins. Redirects are followed here and not
/// by the library, so that the token goes to the hub alone.
final class HubRequests implements Closeable {
    private static final int MOST_REDIRECTS = 5;
    private static final int LONGEST_ADDRESS = 16 << 10;
    private static final long LOOK_MILLISECONDS = 50;

    /// How the library says that a proxy refuses to hand a connection on, that a connection broke
    /// while it was made safe, and that what came there is no TLS: it has no types for them.
    private static final String NO_TUNNEL = "tunnel failed";

    private static final String BROKEN_TLS = "remote host terminated the handshake";
    private static final String NO_TLS = "unrecognized ssl message";

    private final HubSettings settings;
    private final Origin hub;
    private final Waits waits;
    private final Object making = new Object();
    private @Nullable HttpClient client;
    private boolean isClosed;

    HubRequests(HubSettings settings) {
        this.settings = settings;
        this.hub = Origin.of(settings.endpoint());
        this.waits = new Waits(settings.waits());
    }

    /// Returns the client, which costs time and a thread and is made when something is first asked.
    private HttpClient client() {
        synchronized (making) {
            if (isClosed) {
                throw new ClosedFileSystemException();
            }
            HttpClient made = client;
            if (made == null) {
                made =
                        HttpClient.newBuilder()
                                // Several connections carry more than one does, and what stalls on
                                // one holds up no other.
                                .version(HttpClient.Version.HTTP_1_1)
                                .followRedirects(HttpClient.Redirect.NEVER)
                                .connectTimeout(settings.limits().patience().connect())
                                .proxy(settings.proxy().selector())
                                .build();
                client = made;
            }
            return made;
        }
    }

    Waits waits() {
        return waits;
    }

    Origin hub() {
        return hub;
    }

    /// Asks for what lies at `address`, once.
    ///
    /// @param headers sent along, also to where it is redirected
    /// @param about what it is asked for, for failures
    /// @return an answer of success; to be closed
    /// @throws Passing if asking again may help
    /// @throws Failure if it does not
    Answer get(URI address, Map<String, String> headers, HubName about, Cancellation cancellation)
            throws IOException, CancelledException {
        URI at = address;
        @Nullable HttpHeaders linked = null;
        Optional<HubToken> token = settings.token().token();
        for (int redirects = 0; redirects <= MOST_REDIRECTS; redirects++) {
            HttpResponse<Body> response = send(request(at, headers, token), about, cancellation);
            Answer answer =
                    new Answer(
                            response.statusCode(),
                            at,
                            response.headers(),
                            bodyOf(response),
                            linked);
            int status = answer.status();
            if (status == 200 || status == 206) {
                return answer;
            }
            answer.close();
            if (!isRedirect(status)) {
                throw Refusals.of(answer, about, token, hub);
            }
            if (Origin.of(at).equals(hub)) {
                linked = answer.headers();
            }
            at = target(at, answer, about, token);
        }
        throw Refusals.of(
                HubProblem.DAMAGED,
                about,
                "the request was sent on from server to server for ever");
    }

    /// The library gives no body to what a proxy answers in place of the server.
    private static Body bodyOf(HttpResponse<Body> response) {
        return Optional.ofNullable(response.body()).orElseGet(Body::new);
    }

    private static boolean isRedirect(int status) {
        return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
    }

    /// Returns where a redirect leads.
    private URI target(URI from, Answer answer, HubName about, Optional<HubToken> token)
            throws Failure {
        String text = answer.header("Location").orElse("");
        URI to;
        try {
            to = from.resolve(new URI(text.length() > LONGEST_ADDRESS ? " " : text));
        } catch (java.net.URISyntaxException | IllegalArgumentException e) {
            throw Refusals.of(HubProblem.DAMAGED, about, "a redirect leads to no address")
                    .causedBy(e);
        }
        Origin origin = Origin.of(to);
        if (!origin.isWeb() || to.getRawUserInfo() != null || text.isEmpty()) {
            throw Refusals.of(HubProblem.DAMAGED, about, "a redirect leads to no address");
        }
        // The first address was chosen by the person; what follows was not.
        boolean isLess = !origin.isPrivate() && Origin.of(from).isPrivate();
        if (isLess || !hub.scope().mayLeadTo(origin.scope())) {
            throw Refusals.of(
                    HubProblem.DAMAGED,
                    about,
                    "a redirect leads from "
                            + Origin.of(from).host()
                            + " to "
                            + origin.scheme()
                            + "://"
                            + Refusals.said(origin.host(), token)
                            + ", which is not followed");
        }
        return to;
    }

    private HttpRequest request(
            URI address, Map<String, String> headers, Optional<HubToken> token) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(address)
                        .GET()
                        .header("User-Agent", "task-vector-workbench")
                        .header("Accept-Encoding", "identity");
        headers.forEach(request::header);
        Origin origin = Origin.of(address);
        if (token.isPresent() && origin.equals(hub) && origin.isPrivate()) {
            request.header("Authorization", token.get().header());
        }
        return request.build();
    }

    private HttpResponse<Body> send(HttpRequest request, HubName about, Cancellation cancellation)
            throws IOException, CancelledException {
        if (settings.offline().getAsBoolean()) {
            throw Refusals.of(
                    HubProblem.OFFLINE, about, "it lies on the hub, and the program works offline");
        }
        CompletableFuture<HttpResponse<Body>> future =
                client().sendAsync(request, information -> new Body());
        long end = System.nanoTime() + settings.limits().patience().headers().toNanos();
        boolean isAnswered = false;
        try {
            while (true) {
                cancellation.check();
                try {
                    HttpResponse<Body> response =
                            future.get(LOOK_MILLISECONDS, TimeUnit.MILLISECONDS);
                    isAnswered = true;
                    return response;
                } catch (TimeoutException e) {
                    if (System.nanoTime() - end > 0) {
                        throw new HttpTimeoutException("no answer");
                    }
                }
            }
        } catch (InterruptedException e) {
            throw Waiting.interrupted();
        } catch (ExecutionException e) {
            throw failure(e.getCause() == null ? e : e.getCause(), request.uri(), about);
        } catch (HttpTimeoutException e) {
            throw failure(e, request.uri(), about);
        } finally {
            if (!isAnswered) {
                // An answer that comes all the same is read by nobody.
                future.whenComplete(
                        (response, _) ->
                                Optional.ofNullable(response).ifPresent(r -> bodyOf(r).close()));
                future.cancel(true);
            }
        }
    }

    /// Returns what a failure of the connection means.
    IOException failure(Throwable cause, URI address, HubName about) {
        String server = asked(address);
        for (Throwable one = cause; one != null; one = one.getCause()) {
            switch (one) {
                case SSLException e when says(e, NO_TLS) -> {
                    return Refusals.of(
                                    HubProblem.TLS,
                                    about,
                                    server + " speaks no TLS, which an address with https asks for")
                            .causedBy(cause);
                }
                case SSLHandshakeException e when says(e, BROKEN_TLS) -> {
                    return passing(
                            HubProblem.UNREACHABLE,
                            about,
                            server + " broke off before it said who it is",
                            cause);
                }
                case SSLHandshakeException _, SSLPeerUnverifiedException _ -> {
                    return Refusals.of(
                                    HubProblem.TLS,
                                    about,
                                    server
                                            + " cannot prove that it is the server that was asked: "
                                            + said(one))
                            .causedBy(cause);
                }
                case UnresolvedAddressException _, UnknownHostException _ -> {
                    return passing(
                            HubProblem.UNREACHABLE,
                            about,
                            "the name " + server + " is not known",
                            cause);
                }
                case HttpTimeoutException _, Body.Stalled _ -> {
                    return passing(HubProblem.STALLED, about, server + " stopped answering", cause);
                }
                case IOException e when says(e, NO_TUNNEL) -> {
                    return Refusals.of(
                                    HubProblem.UNREACHABLE,
                                    about,
                                    server + " is not let through by the proxy" + because(one))
                            .causedBy(cause);
                }
                case ConnectException _ -> {
                    return passing(
                            HubProblem.UNREACHABLE,
                            about,
                            server + " cannot be reached" + because(one),
                            cause);
                }
                case ProtocolException _ -> {
                    return Refusals.of(
                                    HubProblem.DAMAGED,
                                    about,
                                    "the answer of " + server + " is no HTTP" + because(one))
                            .causedBy(cause);
                }
                default -> {
                    // What it was caused by may say more.
                }
            }
        }
        return passing(
                HubProblem.SHORT,
                about,
                "the connection to " + server + " broke" + because(cause),
                cause);
    }

    private static boolean says(IOException failure, String words) {
        return String.valueOf(failure.getMessage()).toLowerCase(Locale.ROOT).contains(words);
    }

    private static Passing passing(
            HubProblem problem, HubName about, String what, Throwable cause) {
        return new Passing(Refusals.of(problem, about, what).causedBy(cause), Optional.empty());
    }

    private String because(Throwable cause) {
        String message = said(cause);
        return message.isEmpty() ? "" : ": " + message;
    }

    /// What a failure of the connection says may be what the server sent.
    private String said(Throwable cause) {
        String message = cause.getMessage();
        return message == null || message.isBlank() ? "" : said(message);
    }

    private String said(String text) {
        try {
            return Refusals.said(text, settings.token().token());
        } catch (Failure e) {
            // There is one that cannot be used, so that none was sent.
            return Refusals.said(text, Optional.empty());
        }
    }

    /// Returns which server cannot be reached: where a proxy stands between, it may be the proxy.
    private String asked(URI address) {
        String server = said(Origin.of(address).host());
        return settings.proxy()
                .proxyFor(address)
                .map(proxy -> server + " behind the proxy " + proxy.getHostString())
                .orElse(server);
    }

    @Override
    public void close() {
        synchronized (making) {
            isClosed = true;
            if (client != null) {
                client.shutdownNow();
            }
        }
    }
}
